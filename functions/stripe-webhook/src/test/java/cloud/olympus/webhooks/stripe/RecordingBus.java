package cloud.olympus.webhooks.stripe;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A bus that keeps what it is given. Thread-safe. */
final class RecordingBus implements EventBus {
  final List<Event> events = new CopyOnWriteArrayList<>();
  final List<UnroutedPayment> unrouted = new CopyOnWriteArrayList<>();

  @Override
  public void publish(Event event) {
    events.add(event);
  }

  @Override
  public void publish(UnroutedPayment payment) {
    unrouted.add(payment);
  }

  @Override
  public void publish(DeadLetter letter) {
    throw new AssertionError("the function makes no dead letters");
  }

  boolean isEmpty() {
    return events.isEmpty() && unrouted.isEmpty();
  }
}
