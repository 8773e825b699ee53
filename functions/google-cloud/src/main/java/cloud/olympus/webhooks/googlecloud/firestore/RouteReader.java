package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.subscription.Routes;
import cloud.olympus.webhooks.subscription.Subscription;
import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutures;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.TransactionOptions;
import com.google.common.util.concurrent.MoreExecutors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads routes: for events as they were at most a second ago, for changes as they are. Thread-safe.
 */
final class RouteReader {

  private static final Comparator<Subscription> OLDEST_FIRST =
      Comparator.comparing(Subscription::createdAt).thenComparing(Subscription::id);

  private final Firestore firestore;
  private final RouteCache cache;

  /** With a clock of nanoseconds that only grows. */
  RouteReader(Firestore firestore, LongSupplier nanos) {
    this.firestore = firestore;
    this.cache = new RouteCache(nanos);
  }

  /**
   * Where an event may go: both routes as they stood at one instant, so none is missed that moves.
   */
  Routes routes(String tenantId, @Nullable String locationId) {
    String everywhere = RoutePage.everywhere(tenantId);
    if (locationId == null) {
      return routes(Calls.awaitShared(cached(everywhere)), null, List.of());
    }
    String at = RoutePage.at(tenantId, locationId);
    // Where it will be needed it is asked for at the same time.
    Optional<ApiFuture<Route>> sooner =
        cache.wasScattered(everywhere) ? Optional.of(cached(at)) : Optional.empty();
    var all = Calls.awaitShared(cached(everywhere));
    if (all.isGathered()) {
      return routes(all, locationId, List.of());
    }
    var here = Calls.awaitShared(sooner.orElseGet(() -> cached(at)));
    // Each turn more takes a change of the other in between.
    while (all.missesAChangeOf(here) || here.missesAChangeOf(all)) {
      if (all.missesAChangeOf(here)) {
        cache.forget(everywhere, all);
        all = Calls.awaitShared(cached(everywhere));
      } else {
        cache.forget(at, here);
        here = Calls.awaitShared(cached(at));
      }
    }
    return routes(all, locationId, here.subscriptions());
  }

  private static Routes routes(
      Route all, @Nullable String locationId, List<Subscription> scattered) {
    var gathered = all.subscriptions().stream().filter(one -> one.covers(locationId));
    return new Routes(
        Stream.concat(gathered, scattered.stream()).sorted(OLDEST_FIRST).toList(), all.flags());
  }

  /** What this process has changed itself it sees at once. */
  void forget(Collection<String> routes) {
    cache.forget(routes);
  }

  /** The pages of a route as they are, at least one. */
  List<RoutePage> pages(String route) {
    return Calls.await(pages(route, 1));
  }

  /** The same of several. */
  Map<String, List<RoutePage>> pages(Set<String> routes) {
    if (routes.isEmpty()) {
      return Map.of();
    }
    var order = List.copyOf(routes);
    var firsts =
        order.stream()
            .map(route -> RoutePage.reference(firestore, route, 0))
            .toArray(DocumentReference[]::new);
    var reads = Calls.await(firestore.getAll(firsts));
    Map<String, ApiFuture<List<RoutePage>>> asked = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      var first = RoutePage.of(order.get(i), 0, reads.get(i));
      asked.put(first.route(), completed(List.of(first)));
    }
    Map<String, List<RoutePage>> pages = new HashMap<>();
    asked.forEach((route, all) -> pages.put(route, Calls.await(all)));
    return pages;
  }

  private ApiFuture<Route> cached(String route) {
    return cache.get(
        route,
        () -> ApiFutures.transform(pages(route, 1), Route::of, MoreExecutors.directExecutor()));
  }

  /** The first of them, and then all where there are more. */
  private ApiFuture<List<RoutePage>> pages(String route, int number) {
    return ApiFutures.transformAsync(
        reads(RoutePage.references(firestore, route, number)),
        reads -> {
          List<RoutePage> pages = new ArrayList<>();
          reads.forEach(read -> pages.add(RoutePage.of(route, pages.size(), read)));
          return completed(pages);
        },
        MoreExecutors.directExecutor());
  }

  private ApiFuture<List<RoutePage>> completed(List<RoutePage> pages) {
    var first = pages.getFirst();
    return first.pages() <= pages.size()
        ? ApiFutures.immediateFuture(pages)
        : pages(first.route(), first.pages());
  }

  /** At one instant: an entry that moves from one to another is seen exactly once. */
  private ApiFuture<List<DocumentSnapshot>> reads(DocumentReference[] references) {
    return references.length == 1
        ? firestore.getAll(references)
        : firestore.runAsyncTransaction(
            transaction -> transaction.getAll(references),
            TransactionOptions.createReadOnlyOptionsBuilder().build());
  }
}
