package cloud.olympus.webhooks.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the event's record keeps it: without addresses, headers and bodies.
 *
 * @param attempts how many were made
 * @param status of the last answer, 0 where there was none
 * @param failure class of what went wrong last ({@link Answer#error}), or null
 * @param tookMillis of the last attempt
 * @param dueAt when it was next due, null where it is final
 * @param updatedAt when this was written
 */
public record DeliverySummary(
    String webhookId,
    DeliveryState state,
    int attempts,
    int status,
    @Nullable String failure,
    long tookMillis,
    @Nullable Instant dueAt,
    Instant updatedAt) {

  /** Of a delivery whose pass has not recorded anything yet. */
  public static DeliverySummary planned(String webhookId, Instant now) {
    return new DeliverySummary(webhookId, DeliveryState.PENDING, 0, 0, null, 0, now, now);
  }
}
