package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.payment.UnroutedPayment;

/** What came out of a bus, by topic. */
public sealed interface BusMessage {

  /** From the topic of events. */
  record OfEvent(Event event) implements BusMessage {}

  /** From the topic of payments that await their tenant. */
  record OfPayment(UnroutedPayment payment) implements BusMessage {}

  /** From the topic of dead letters. */
  record OfDeadLetter(DeadLetter letter) implements BusMessage {}
}
