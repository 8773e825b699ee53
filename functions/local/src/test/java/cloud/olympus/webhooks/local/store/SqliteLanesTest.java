package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.testkit.contract.LanesContract;
import java.time.Instant;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqliteLanesTest extends LanesContract {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  protected Lanes lanes() {
    return new SqliteLanes(DATABASE.get(), Instant.EPOCH);
  }
}
