package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.testkit.contract.DeliveriesContract;
import cloud.olympus.webhooks.testkit.contract.Ports;
import java.time.Instant;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqliteDeliveriesTest extends DeliveriesContract {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  protected Ports ports() {
    return new Ports(
        new SqliteEventLog(DATABASE.get()),
        new SqliteDeliveries(DATABASE.get()),
        new SqliteLanes(DATABASE.get(), Instant.EPOCH));
  }
}
