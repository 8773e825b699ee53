package cloud.olympus.webhooks.local.bus;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import java.util.function.Consumer;

/**
 * A bus whose publishers wait for room before they publish an event. Thread-safe.
 *
 * @param room waits until a tenant may publish one more
 */
record PacedEventBus(EventBus bus, Consumer<String> room) implements EventBus {

  @Override
  public void publish(Event event) {
    room.accept(event.tenantId());
    bus.publish(event);
  }

  @Override
  public void publish(UnroutedPayment payment) {
    bus.publish(payment);
  }

  @Override
  public void publish(DeadLetter letter) {
    bus.publish(letter);
  }
}
