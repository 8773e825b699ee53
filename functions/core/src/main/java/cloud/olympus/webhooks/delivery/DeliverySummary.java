package cloud.olympus.webhooks.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the event's record keeps it: with its last attempt, and without bodies.
 *
 * @param attempts how many were made
 * @param last what came of the last one; null where none was made
 * @param dueAt when it was next due, null where it is final
 * @param updatedAt when this was written
 */
public record DeliverySummary(
    String webhookId,
    DeliveryState state,
    int attempts,
    @Nullable Outcome last,
    @Nullable Instant dueAt,
    Instant updatedAt) {

  /** Of a delivery whose pass has not recorded anything yet. */
  public static DeliverySummary planned(String webhookId, Instant now) {
    return new DeliverySummary(webhookId, DeliveryState.PENDING, 0, null, now, now);
  }
}
