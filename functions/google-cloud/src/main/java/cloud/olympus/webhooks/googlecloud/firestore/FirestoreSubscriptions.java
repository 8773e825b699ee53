package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Routes;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutures;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.TransactionOptions;
import com.google.cloud.firestore.WriteBatch;
import com.google.common.util.concurrent.MoreExecutors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions on Firestore. Every change is one commit of the subscription's document and of the
 * {@link RoutePage}s that it stands in, on condition that the document is as it was read.
 */
public final class FirestoreSubscriptions implements Subscriptions {

  private static final Comparator<Subscription> OLDEST_FIRST =
      Comparator.comparing(Subscription::createdAt).thenComparing(Subscription::id);

  private final Firestore firestore;
  private final Calls calls;
  private final RouteCache cache;

  /**
   * Subscriptions of a database.
   *
   * @param random names writes; thread-safe
   * @param nanos a clock that only grows, such as {@link System#nanoTime}
   */
  public FirestoreSubscriptions(Firestore firestore, RandomGenerator random, LongSupplier nanos) {
    this.firestore = firestore;
    this.calls = new Calls(random);
    this.cache = new RouteCache(nanos);
  }

  @Override
  public Subscription create(Subscription subscription) {
    var wanted = new SubscriptionDocument(subscription.withVersion(1), calls.nonce());
    return calls.settle(
        _ -> {
          var read = read(subscription.id());
          if (read.exists()) {
            if (SubscriptionDocument.of(read).writer().equals(wanted.writer())) {
              return Optional.of(wanted.subscription());
            }
            throw new IllegalStateException("the id of the subscription is taken");
          }
          return written(read, null, wanted);
        });
  }

  @Override
  public Optional<Subscription> get(String tenantId, String id) {
    return stored(read(id), tenantId).map(SubscriptionDocument::subscription);
  }

  @Override
  public Optional<Subscription> update(Subscription changed) {
    var wanted =
        new SubscriptionDocument(changed.withVersion(changed.version() + 1), calls.nonce());
    boolean updated =
        calls.settle(
            _ -> {
              var read = read(changed.id());
              var there = stored(read, changed.tenantId());
              if (there.isPresent() && there.get().writer().equals(wanted.writer())) {
                return Optional.of(true);
              }
              if (there.isEmpty() || there.get().subscription().version() != changed.version()) {
                return Optional.of(false);
              }
              return written(read, there.get().subscription(), wanted).map(_ -> true);
            });
    return updated ? Optional.of(wanted.subscription()) : Optional.empty();
  }

  @Override
  public boolean delete(String tenantId, String id, @Nullable Long version) {
    return calls.settle(
        number -> {
          var read = read(id);
          var there = stored(read, tenantId);
          if (there.isEmpty()) {
            // In a later turn it may have been an earlier one of ours that deleted it.
            return Optional.of(number > 0 && !read.exists());
          }
          var before = there.get().subscription();
          if (version != null && before.version() != version) {
            return Optional.of(false);
          }
          var batch = firestore.batch();
          batch.delete(read.getReference(), Calls.unchanged(read));
          var routes = pages(RoutePage.routes(before));
          routes.values().forEach(pages -> leave(batch, pages, id));
          RoutePage.flag(firestore, batch, tenantId, id, null);
          Set<String> touched = new HashSet<>(routes.keySet());
          touched.add(RoutePage.everywhere(tenantId));
          return committed(batch, touched) ? Optional.of(true) : Optional.empty();
        });
  }

  @Override
  public Page<Subscription> list(String tenantId, @Nullable String cursor, int limit) {
    return Position.page(
        SubscriptionDocument.collection(firestore)
            .whereEqualTo(SubscriptionDocument.TENANT, tenantId),
        SubscriptionDocument.CREATED_AT,
        cursor,
        limit,
        found -> SubscriptionDocument.of(found).subscription());
  }

  @Override
  public Routes routes(String tenantId, @Nullable String locationId) {
    List<ApiFuture<Routes>> asked = new ArrayList<>();
    asked.add(cache.get(RoutePage.everywhere(tenantId), this::load));
    if (locationId != null) {
      asked.add(cache.get(RoutePage.at(tenantId, locationId), this::load));
    }
    // One that is just being bound to a location may stand in both.
    Set<String> ids = new HashSet<>();
    List<Subscription> routes = new ArrayList<>();
    for (var route : asked) {
      Calls.await(route).subscriptions().stream()
          .filter(one -> ids.add(one.id()))
          .forEach(routes::add);
    }
    routes.sort(OLDEST_FIRST);
    return new Routes(routes, Calls.await(asked.getFirst()).flags());
  }

  /**
   * {@inheritDoc}
   *
   * <p>One write of one field of the tenant's route, which every event reads anyway.
   */
  @Override
  public void flag(LaneKey endpoint, @Nullable Flag flag) {
    if (flag != null && get(endpoint.tenantId(), endpoint.webhookId()).isEmpty()) {
      return;
    }
    calls.settle(
        _ -> {
          var batch = firestore.batch();
          RoutePage.flag(firestore, batch, endpoint.tenantId(), endpoint.webhookId(), flag);
          return committed(batch, Set.of(RoutePage.everywhere(endpoint.tenantId())))
              ? Optional.of(true)
              : Optional.empty();
        });
  }

  /** Adds or replaces a subscription; empty where the commit was refused or its end lost. */
  private Optional<Subscription> written(
      DocumentSnapshot read, @Nullable Subscription before, SubscriptionDocument wanted) {
    var after = wanted.subscription();
    var wantedRoutes = RoutePage.routes(after);
    var touched = new HashSet<>(wantedRoutes);
    if (before != null) {
      touched.addAll(RoutePage.routes(before));
    }
    var batch = firestore.batch();
    Calls.write(batch, read, wanted.fields());
    pages(touched)
        .forEach(
            (route, pages) -> {
              if (wantedRoutes.contains(route)) {
                enter(batch, pages, after);
              } else {
                leave(batch, pages, after.id());
              }
            });
    return committed(batch, touched) ? Optional.of(after) : Optional.empty();
  }

  /** Puts a subscription into its page of a route, or into the first with room. */
  private void enter(WriteBatch batch, List<RoutePage> pages, Subscription subscription) {
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

  private boolean committed(WriteBatch batch, Set<String> routes) {
    try {
      return Calls.commit(batch).isPresent();
    } finally {
      cache.forget(routes);
    }
  }

  /** The pages of each route, each at least one. */
  private Map<String, List<RoutePage>> pages(Set<String> routes) {
    var order = List.copyOf(routes);
    var firsts =
        order.stream()
            .map(route -> RoutePage.reference(firestore, route, 0))
            .toArray(DocumentReference[]::new);
    var reads = Calls.await(firestore.getAll(firsts));
    Map<String, List<RoutePage>> pages = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      var first = RoutePage.of(order.get(i), 0, reads.get(i));
      pages.put(
          first.route(),
          first.pages() == 1
              ? List.of(first)
              : Calls.await(allPages(first.route(), first.pages())));
    }
    return pages;
  }

  private ApiFuture<Routes> load(String route) {
    return ApiFutures.transformAsync(
        RoutePage.reference(firestore, route, 0).get(),
        read -> {
          var first = RoutePage.of(route, 0, read);
          return first.pages() == 1
              ? ApiFutures.immediateFuture(new Routes(first.subscriptions(), first.flags()))
              : ApiFutures.transform(
                  allPages(route, first.pages()),
                  pages ->
                      new Routes(
                          pages.stream().flatMap(page -> page.subscriptions().stream()).toList(),
                          pages.getFirst().flags()),
                  MoreExecutors.directExecutor());
        },
        MoreExecutors.directExecutor());
  }

  /** All pages at one instant: an entry that moves from one to another is seen exactly once. */
  private ApiFuture<List<RoutePage>> allPages(String route, int pages) {
    DocumentReference[] references = RoutePage.references(firestore, route, pages);
    return firestore.runAsyncTransaction(
        transaction ->
            ApiFutures.transform(
                transaction.getAll(references),
                reads -> {
                  List<RoutePage> all = new ArrayList<>();
                  reads.forEach(read -> all.add(RoutePage.of(route, all.size(), read)));
                  return all;
                },
                MoreExecutors.directExecutor()),
        TransactionOptions.createReadOnlyOptionsBuilder().build());
  }

  private DocumentSnapshot read(String id) {
    return Calls.await(SubscriptionDocument.reference(firestore, id).get());
  }

  private static Optional<SubscriptionDocument> stored(DocumentSnapshot read, String tenantId) {
    return read.exists()
        ? Optional.of(SubscriptionDocument.of(read)).filter(there -> there.isOf(tenantId))
        : Optional.empty();
  }
}
