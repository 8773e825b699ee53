package cloud.olympus.webhooks.event;

import org.jspecify.annotations.Nullable;

/**
 * Which events a list holds; null means any.
 *
 * @param type exact event type
 * @param webhookId only events with a delivery for this subscription
 */
public record EventFilter(@Nullable String type, @Nullable String webhookId) {

  /** Every event. */
  public static final EventFilter ALL = new EventFilter(null, null);

  /** Events that went, or are to go, to one subscription. */
  public static EventFilter to(String webhookId) {
    return new EventFilter(null, webhookId);
  }
}
