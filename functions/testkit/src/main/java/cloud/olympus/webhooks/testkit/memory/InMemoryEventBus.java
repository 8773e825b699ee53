package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A bus in memory: what is published waits in {@link #messages} to be taken. */
public final class InMemoryEventBus implements EventBus {

  private final BlockingQueue<BusMessage> messages = new LinkedBlockingQueue<>();

  /** An empty bus. */
  public InMemoryEventBus() {}

  @Override
  public void publish(Event event) {
    messages.add(new BusMessage.OfEvent(event));
  }

  @Override
  public void publish(UnroutedPayment payment) {
    messages.add(new BusMessage.OfPayment(payment));
  }

  @Override
  public void publish(DeadLetter letter) {
    messages.add(new BusMessage.OfDeadLetter(letter));
  }

  /** What was published and not yet taken, oldest first. */
  public BlockingQueue<BusMessage> messages() {
    return messages;
  }
}
