package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.testkit.contract.SubscriptionsContract;

/** The contract, on the port in memory. */
final class InMemorySubscriptionsTest extends SubscriptionsContract {

  @Override
  protected Subscriptions subscriptions() {
    return new InMemorySubscriptions();
  }
}
