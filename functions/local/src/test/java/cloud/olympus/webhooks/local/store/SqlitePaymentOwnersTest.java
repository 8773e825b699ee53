package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.payment.PaymentOwners;
import cloud.olympus.webhooks.testkit.contract.PaymentOwnersContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlitePaymentOwnersTest extends PaymentOwnersContract {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  protected PaymentOwners owners() {
    return SqlitePayments.owners(DATABASE.get());
  }
}
