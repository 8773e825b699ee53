package cloud.olympus.webhooks.bus;

import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.payment.UnroutedPayment;

/**
 * Carries what was accepted to the forwarder: durable on return, delivered at least once, in no
 * promised order. Methods are thread-safe and throw {@link
 * cloud.olympus.webhooks.event.Unavailable} where a message may not have been kept.
 */
public interface EventBus {

  /** Publishes to the topic that the forwarder delivers from. */
  void publish(Event event);

  /**
   * Publishes a payment whose tenant the publisher could not tell to topic {@code events-unrouted}.
   */
  void publish(UnroutedPayment payment);

  /** Publishes to topic {@code events-dead-letter} what can never be delivered. */
  void publish(DeadLetter letter);
}
