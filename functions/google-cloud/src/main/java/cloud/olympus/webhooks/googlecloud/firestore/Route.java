package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Subscription;
import com.google.cloud.Timestamp;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * All pages of a route, as they were at one instant.
 *
 * @param flags of the tenant; in the tenant's route alone
 * @param isGathered of a tenant's route: no other route of the tenant holds any
 * @param changed when the last of its pages was
 * @param read the instant
 */
record Route(
    List<Subscription> subscriptions,
    Map<String, Flag> flags,
    boolean isGathered,
    Timestamp changed,
    Timestamp read) {

  /** With pages that were read at the same instant, the first of them first. */
  static Route of(List<RoutePage> pages) {
    var first = pages.getFirst();
    return new Route(
        pages.stream().flatMap(page -> page.subscriptions().stream()).toList(),
        first.flags(),
        first.isGathered(),
        pages.stream()
            .map(RoutePage::changed)
            .max(Comparator.naturalOrder())
            .orElse(Timestamp.MIN_VALUE),
        first.read());
  }

  /**
   * Whether the other has changed since this one was read. What moved from one to the other then
   * stands in neither.
   */
  boolean missesAChangeOf(Route other) {
    return read.compareTo(other.changed) < 0;
  }
}
