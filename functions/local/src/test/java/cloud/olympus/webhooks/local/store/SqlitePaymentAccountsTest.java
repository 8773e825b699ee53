package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.payment.PaymentAccounts;
import cloud.olympus.webhooks.testkit.contract.PaymentAccountsContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlitePaymentAccountsTest extends PaymentAccountsContract {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  protected PaymentAccounts accounts() {
    return SqlitePayments.accounts(DATABASE.get());
  }
}
