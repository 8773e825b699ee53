package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.testkit.contract.LanesContract;

/** The contract, on the port in memory. */
final class InMemoryLanesTest extends LanesContract {

  @Override
  protected Lanes lanes() {
    return new InMemoryLanes(new InMemoryStore());
  }
}
