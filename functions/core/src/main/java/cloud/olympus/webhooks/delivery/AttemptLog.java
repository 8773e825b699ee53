package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.event.Event;

/** Is told of every attempt: one wide line in the logs, figures. Thread-safe; must not throw. */
@FunctionalInterface
public interface AttemptLog {

  /** An attempt was made, not yet recorded. */
  void made(Event event, Delivery after);
}
