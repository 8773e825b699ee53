package cloud.olympus.webhooks.event;

import cloud.olympus.webhooks.delivery.DeliverySummary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An event as the log keeps it.
 *
 * @param acceptedAt when it was first claimed; never changes
 * @param recorded whether a pass has recorded its outcomes
 * @param deliveries one for each subscription that matched, as the pass left them: a delivery that
 *     was unfinished then goes on in its own document
 */
public record EventRecord(
    Event event, Instant acceptedAt, boolean recorded, List<DeliverySummary> deliveries) {

  public EventRecord {
    deliveries = List.copyOf(deliveries);
  }

  /** The delivery for one subscription. */
  public Optional<DeliverySummary> delivery(String webhookId) {
    return deliveries.stream().filter(d -> d.webhookId().equals(webhookId)).findFirst();
  }
}
