package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Unavailable;

/** Is told of every attempt: one wide line in the logs, figures. Thread-safe; must not throw. */
@FunctionalInterface
public interface AttemptLog {

  /** An attempt was made, not yet recorded. */
  void made(Event event, Delivery after);

  /** Its subscription could not be disabled, or its tenant not be told: that is tried again. */
  default void putOff(Delivery delivery, Unavailable why) {}
}
