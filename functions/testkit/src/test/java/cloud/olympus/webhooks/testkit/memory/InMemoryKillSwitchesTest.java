package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.testkit.contract.KillSwitchesContract;

/** The contract, on the port in memory. */
final class InMemoryKillSwitchesTest extends KillSwitchesContract {

  private final KillSwitches switches = new InMemoryKillSwitches();

  @Override
  protected KillSwitches switches() {
    return switches;
  }
}
