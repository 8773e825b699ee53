package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.testkit.contract.SubscriptionsContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqliteSubscriptionsTest extends SubscriptionsContract {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  protected Subscriptions subscriptions() {
    return new SqliteSubscriptions(DATABASE.get());
  }
}
