package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Routes;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.WriteBatch;
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

  /** With so many others in its tenant's route a subscription enters those of its locations. */
  private static final int MANY = 25;

  private final Firestore firestore;
  private final Calls calls;
  private final RouteReader reader;
  private final RouteWriter writer;

  /**
   * Subscriptions of a database.
   *
   * @param random names writes; thread-safe
   * @param nanos a clock that only grows, such as {@link System#nanoTime}
   */
  public FirestoreSubscriptions(Firestore firestore, RandomGenerator random, LongSupplier nanos) {
    this(firestore, random, nanos, MANY);
  }

  FirestoreSubscriptions(
      Firestore firestore, RandomGenerator random, LongSupplier nanos, int many) {
    this.firestore = firestore;
    this.calls = new Calls(random);
    this.reader = new RouteReader(firestore, nanos);
    this.writer =
        new RouteWriter(firestore, reader, tenant -> list(tenant, null, 1).items().isEmpty(), many);
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
          var touched = writer.leave(batch, before);
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
    return reader.routes(tenantId, locationId);
  }

  /**
   * {@inheritDoc}
   *
   * <p>One write of one field of the tenant's route, which every event reads anyway.
   */
  @Override
  public void flag(LaneKey endpoint, @Nullable Flag flag) {
    if (flag == null) {
      writeFlag(endpoint, null);
    } else if (get(endpoint.tenantId(), endpoint.webhookId()).isPresent()) {
      writeFlag(endpoint, flag);
      // Who deleted it meanwhile has not seen the flag.
      if (get(endpoint.tenantId(), endpoint.webhookId()).isEmpty()) {
        writeFlag(endpoint, null);
      }
    }
  }

  private void writeFlag(LaneKey endpoint, @Nullable Flag flag) {
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
    var batch = firestore.batch();
    Calls.write(batch, read, wanted.fields());
    var touched = writer.enter(batch, before, after);
    return committed(batch, touched) ? Optional.of(after) : Optional.empty();
  }

  private boolean committed(WriteBatch batch, Set<String> routes) {
    try {
      return Calls.commit(batch).isPresent();
    } finally {
      reader.forget(routes);
    }
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
