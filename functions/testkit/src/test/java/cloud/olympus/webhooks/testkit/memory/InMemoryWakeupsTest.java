package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.contract.WakeupsContract;
import java.util.Collection;

/** The contract, on the port in memory. */
final class InMemoryWakeupsTest extends WakeupsContract {

  private final InMemoryWakeups wakeups = new InMemoryWakeups();

  @Override
  protected Wakeups wakeups() {
    return wakeups;
  }

  @Override
  protected Collection<LaneKey> called(TestClock clock) {
    return wakeups.take(clock.instant()).stream().map(Wake::lane).toList();
  }
}
