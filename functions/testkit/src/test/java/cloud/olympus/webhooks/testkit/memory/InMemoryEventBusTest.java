package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.testkit.contract.EventBusContract;
import java.util.concurrent.BlockingQueue;

/** The contract, on the port in memory. */
final class InMemoryEventBusTest extends EventBusContract {

  private final InMemoryEventBus bus = new InMemoryEventBus();

  @Override
  protected EventBus bus() {
    return bus;
  }

  @Override
  protected BlockingQueue<BusMessage> received() {
    return bus.messages();
  }
}
