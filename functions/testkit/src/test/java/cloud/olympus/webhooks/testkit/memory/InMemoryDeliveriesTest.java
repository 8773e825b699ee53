package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.testkit.contract.DeliveriesContract;
import cloud.olympus.webhooks.testkit.contract.Ports;

/** The contract, on the port in memory. */
final class InMemoryDeliveriesTest extends DeliveriesContract {

  @Override
  protected Ports ports() {
    var store = new InMemoryStore();
    return new Ports(
        new InMemoryEventLog(store), new InMemoryDeliveries(store), new InMemoryLanes(store));
  }
}
