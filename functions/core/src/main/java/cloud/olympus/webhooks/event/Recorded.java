package cloud.olympus.webhooks.event;

import cloud.olympus.webhooks.delivery.DeliverySummary;
import java.util.List;

/**
 * How recording ended.
 *
 * @param owned false where the claim had passed to another and only successes were merged
 * @param deliveries of the record after the commit
 */
public record Recorded(boolean owned, List<DeliverySummary> deliveries) {
  public Recorded {
    deliveries = List.copyOf(deliveries);
  }
}
