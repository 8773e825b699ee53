package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.subscription.Subscription;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.WriteBatch;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts subscriptions into the pages of routes, and takes them out again. Each stands in the
 * tenant's route or in those of its locations, and where that is follows from the commit that wrote
 * its document: who changes it on condition that the document is as before has read where it
 * stands.
 */
final class RouteWriter {

  private final Firestore firestore;
  private final RouteReader reader;
  private final Predicate<String> isFresh;
  private final int many;

  /**
   * Writes routes.
   *
   * @param isFresh whether a tenant has no subscription at all
   * @param many with so many others in the tenant's route one that is bound to locations enters
   *     theirs; as others may enter at the same time, about so many
   */
  RouteWriter(Firestore firestore, RouteReader reader, Predicate<String> isFresh, int many) {
    this.firestore = firestore;
    this.reader = reader;
    this.isFresh = isFresh;
    this.many = many;
  }

  /**
   * Adds to a batch, which writes the document too, what puts a subscription where it belongs.
   *
   * @param before null where it is new
   * @return the routes that may change
   */
  Set<String> enter(WriteBatch batch, @Nullable Subscription before, Subscription after) {
    var home = reader.pages(RoutePage.everywhere(after.tenantId()));
    var first = home.getFirst();
    boolean gathered = first.isGathered() || (first.isNew() && isFresh.test(after.tenantId()));
    var bound = RoutePage.bound(after);
    boolean inHome = bound.isEmpty() || (gathered && isRoomAmong(home, after));
    if (first.isNew()) {
      first.begin(firestore, batch, gathered && inHome, inHome ? List.of(after) : List.of());
    } else if (inHome) {
      put(batch, home, after);
    } else {
      leave(batch, home, after.id());
      if (gathered) {
        first.scatter(firestore, batch);
      }
    }
    Set<String> touched = new HashSet<>(inHome ? Set.of() : bound);
    if (before != null && !gathered) {
      touched.addAll(RoutePage.bound(before));
    }
    reader
        .pages(touched)
        .forEach(
            (route, pages) -> {
              if (!inHome && bound.contains(route)) {
                put(batch, pages, after);
              } else {
                leave(batch, pages, after.id());
              }
            });
    touched.add(first.route());
    return touched;
  }

  /** Likewise, what takes a subscription away, and its flag. */
  Set<String> leave(WriteBatch batch, Subscription before) {
    var home = reader.pages(RoutePage.everywhere(before.tenantId()));
    leave(batch, home, before.id());
    var first = home.getFirst();
    if (!first.isNew()) {
      RoutePage.flag(firestore, batch, before.tenantId(), before.id(), null);
    }
    var touched = first.isGathered() ? new HashSet<String>() : RoutePage.bound(before);
    reader.pages(touched).values().forEach(pages -> leave(batch, pages, before.id()));
    touched.add(first.route());
    return touched;
  }

  /** Few others are there, and no second page is made for it. */
  private boolean isRoomAmong(List<RoutePage> home, Subscription bound) {
    var first = home.getFirst();
    var entry = SubscriptionDocument.fields(bound);
    boolean holds = first.holds(bound.id());
    return home.size() == 1
        && first.size() - (holds ? 1 : 0) < many
        && (holds ? first.hasRoomFor(bound.id(), entry) : first.hasRoomForNew(entry));
  }

  /** Into the page of a route where it is, or into the first with room. */
  private void put(WriteBatch batch, List<RoutePage> pages, Subscription subscription) {
    var entry = SubscriptionDocument.fields(subscription);
    var current = pages.stream().filter(page -> page.holds(subscription.id())).findFirst();
    if (current.isPresent()) {
      if (current.get().hasRoomFor(subscription.id(), entry)) {
        current.get().put(firestore, batch, subscription.id(), entry);
        return;
      }
      current.get().remove(firestore, batch, subscription.id());
    }
    pages.stream()
        .filter(page -> page.hasRoomForNew(entry))
        .findFirst()
        .orElseGet(() -> pages.getLast().next())
        .put(firestore, batch, subscription.id(), entry);
  }

  private void leave(WriteBatch batch, List<RoutePage> pages, String id) {
    pages.stream()
        .filter(page -> page.holds(id))
        .forEach(page -> page.remove(firestore, batch, id));
  }
}
