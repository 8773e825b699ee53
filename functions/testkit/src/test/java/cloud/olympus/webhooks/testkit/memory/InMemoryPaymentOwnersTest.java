package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.payment.PaymentOwners;
import cloud.olympus.webhooks.testkit.contract.PaymentOwnersContract;

/** The contract, on the port in memory. */
final class InMemoryPaymentOwnersTest extends PaymentOwnersContract {

  private final PaymentOwners owners = new InMemoryPaymentOwners();

  @Override
  protected PaymentOwners owners() {
    return owners;
  }
}
