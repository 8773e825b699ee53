package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Turn;
import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Lease;
import com.google.api.core.ApiFuture;
import com.google.cloud.firestore.AggregateQuerySnapshot;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.Query;
import com.google.cloud.firestore.WriteBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Unfinished deliveries on Firestore. A change of one is one read and one conditional write. */
public final class FirestoreDeliveries implements Deliveries {

  /** Keeps a commit small. */
  private static final int MOST_AT_ONCE = 300;

  private final Firestore firestore;
  private final Calls calls;

  /**
   * Deliveries of a database.
   *
   * @param random names writes; thread-safe
   */
  public FirestoreDeliveries(Firestore firestore, RandomGenerator random) {
    this.firestore = firestore;
    this.calls = new Calls(random);
  }

  @Override
  public boolean enqueue(Delivery delivery) {
    var document = new DeliveryDocument(delivery, 0, calls.nonce());
    var reference = DeliveryDocument.reference(firestore, delivery.id());
    return calls.settle(
        _ -> {
          if (Calls.commit(firestore.batch().create(reference, document.created())).isPresent()) {
            return Optional.of(true);
          }
          return read(delivery.id()).map(there -> there.writer().equals(document.writer()));
        });
  }

  @Override
  public List<Delivery> ready(LaneKey lane, Set<Turn> turns, Instant now, int limit) {
    var query =
        queue(lane, turns.stream().map(Turn::code).sorted().toList())
            .whereLessThanOrEqualTo(DeliveryDocument.DUE_AT, Fields.timestamp(now))
            .limit(limit);
    return Calls.await(query.get()).getDocuments().stream()
        .map(FirestoreDeliveries::delivery)
        .toList();
  }

  @Override
  public Optional<Instant> nextDue(LaneKey lane) {
    var query = queue(lane, DeliveryDocument.UNFINISHED).select(DeliveryDocument.DUE_AT).limit(1);
    return Calls.await(query.get()).getDocuments().stream()
        .findFirst()
        .map(first -> Fields.of(first).instant(DeliveryDocument.DUE_AT));
  }

  @Override
  public boolean finish(Delivery after, long epoch) {
    String nonce = calls.nonce();
    var reference = DeliveryDocument.reference(firestore, after.id());
    return calls.settleForSure(
        _ -> {
          var read = Calls.await(reference.get());
          if (!read.exists()) {
            return Optional.of(false);
          }
          var stored = DeliveryDocument.of(read);
          if (stored.writer().equals(nonce)) {
            return Optional.of(true);
          }
          boolean stale = epoch < stored.epoch() && after.state() != DeliveryState.DELIVERED;
          if (stored.delivery().state().isFinal() || stale) {
            return Optional.of(false);
          }
          var batch = firestore.batch();
          stored.replace(firestore, batch, read, after, Math.max(epoch, stored.epoch()), nonce);
          return Calls.commit(batch).map(_ -> true);
        });
  }

  @Override
  public Optional<Delivery> first(Delivery delivery, Instant until, Instant now) {
    List<Delivery> found =
        calls.settle(
            _ -> {
              var reads = KeyOrder.firstTwo(firestore, delivery);
              if (reads.isEmpty()) {
                return Optional.of(List.of());
              }
              var first = delivery(reads.getFirst());
              if (first.id().equals(delivery.id())) {
                return Optional.of(List.of(first));
              }
              return KeyOrder.putBehind(firestore, reads.getFirst(), delivery, until, now)
                  .map(put -> put ? List.of(first) : List.of());
            });
    return found.stream().findFirst();
  }

  /**
   * {@inheritDoc}
   *
   * <p>The lane's document is part of the commit, with its epoch as it is: a write that changes
   * nothing leaves no trace, but its condition holds the whole commit to the lease.
   */
  @Override
  public int move(
      Lease lease,
      DeliveryState from,
      DeliveryState to,
      @Nullable String reason,
      Instant now,
      int limit) {
    var query =
        queue(lease.lane(), Turn.codesOf(Set.of(from)))
            .select(
                DeliveryDocument.DUE_AT, DeliveryDocument.CREATED_AT, DeliveryDocument.UPDATED_AT)
            .limit(Math.min(limit, MOST_AT_ONCE));
    return changeAll(
        query,
        lease,
        before -> {
          Instant due =
              Deliveries.dueWhenMoved(
                  before.instant(DeliveryDocument.DUE_AT),
                  before.instant(DeliveryDocument.UPDATED_AT),
                  to,
                  now);
          var moved =
              DeliveryDocument.moved(
                  to, to.code(), reason, due, before.instant(DeliveryDocument.CREATED_AT), now);
          moved.put("epoch", lease.epoch());
          return moved;
        });
  }

  @Override
  public Optional<Delivery> get(DeliveryId id) {
    return read(id).map(DeliveryDocument::delivery);
  }

  @Override
  public Page<Delivery> list(
      LaneKey lane, Set<DeliveryState> states, @Nullable String cursor, int limit) {
    Query query = in(lane);
    if (!states.isEmpty()) {
      query = query.whereIn(DeliveryDocument.STATE, Turn.codesOf(states));
    }
    return Position.page(
        query, DeliveryDocument.CREATED_AT, cursor, limit, FirestoreDeliveries::delivery);
  }

  @Override
  public Map<DeliveryState, Long> count(LaneKey lane, Set<DeliveryState> states) {
    Map<DeliveryState, ApiFuture<AggregateQuerySnapshot>> asked =
        new EnumMap<>(DeliveryState.class);
    for (var state : states) {
      asked.put(state, queue(lane, Turn.codesOf(Set.of(state))).count().get());
    }
    Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
    asked.forEach((state, answer) -> counts.put(state, Calls.await(answer).getCount()));
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  /** Changes what a query finds, all of it or nothing; gives how many. */
  private int changeAll(Query query, Lease lease, Function<Fields, Map<String, Object>> change) {
    String nonce = calls.nonce();
    List<DocumentReference> tried = new ArrayList<>();
    return calls.settle(
        _ -> {
          if (!tried.isEmpty() && isWriter(nonce, tried.getFirst())) {
            return Optional.of(tried.size());
          }
          tried.clear();
          var batch = firestore.batch();
          if (!holdTo(lease, batch)) {
            return Optional.of(0);
          }
          for (var read : Calls.await(query.get()).getDocuments()) {
            var fields = change.apply(Fields.of(read));
            fields.put(DeliveryDocument.WRITER, nonce);
            Calls.write(batch, read, fields);
            tried.add(read.getReference());
          }
          return tried.isEmpty() ? Optional.of(0) : Calls.commit(batch).map(_ -> tried.size());
        });
  }

  private static boolean isWriter(String nonce, DocumentReference reference) {
    var read = Calls.await(reference.get());
    return read.exists() && DeliveryDocument.of(read).writer().equals(nonce);
  }

  /** Makes a batch depend on a lease; false where it is lost already. */
  private boolean holdTo(Lease lease, WriteBatch batch) {
    var read = Calls.await(LaneDocument.reference(firestore, lease.lane()).get());
    if (!LaneDocument.of(lease.lane(), read).isHeldBy(lease)) {
      return false;
    }
    Calls.write(batch, read, Map.of(LaneDocument.EPOCH, lease.epoch()));
    return true;
  }

  /** The deliveries of a lane with one of these codes, earliest due first. */
  private Query queue(LaneKey lane, List<String> codes) {
    var lanes = in(lane);
    var coded =
        codes.size() == 1
            ? lanes.whereEqualTo(DeliveryDocument.STATE, codes.getFirst())
            : lanes.whereIn(DeliveryDocument.STATE, codes);
    return coded.orderBy(DeliveryDocument.DUE_AT);
  }

  private Query in(LaneKey lane) {
    return DeliveryDocument.collection(firestore)
        .whereEqualTo(DeliveryDocument.LANE, DeliveryDocument.lane(lane));
  }

  private Optional<DeliveryDocument> read(DeliveryId id) {
    var read = Calls.await(DeliveryDocument.reference(firestore, id).get());
    return read.exists() ? Optional.of(DeliveryDocument.of(read)) : Optional.empty();
  }

  private static Delivery delivery(DocumentSnapshot snapshot) {
    return DeliveryDocument.of(snapshot).delivery();
  }
}
