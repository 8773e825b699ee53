package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.payment.PaymentAccounts;
import cloud.olympus.webhooks.testkit.contract.PaymentAccountsContract;

/** The contract, on the port in memory. */
final class InMemoryPaymentAccountsTest extends PaymentAccountsContract {

  private final PaymentAccounts accounts = new InMemoryPaymentAccounts();

  @Override
  protected PaymentAccounts accounts() {
    return accounts;
  }
}
