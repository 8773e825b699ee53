package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.lane.EndpointState;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.LaneState;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Lease;
import cloud.olympus.webhooks.lane.Wake;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.FieldPath;
import com.google.cloud.firestore.Firestore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Lanes on Firestore, one document each. Every change is one read and at most one write on
 * condition that the document is as it was read.
 */
public final class FirestoreLanes implements Lanes {

  /** A document should be written once a second at most, over a while. */
  private static final Duration STAY = Duration.ofSeconds(6);

  private final Firestore firestore;
  private final Calls calls;

  /**
   * Lanes of a database.
   *
   * @param random names holders; thread-safe
   */
  public FirestoreLanes(Firestore firestore, RandomGenerator random) {
    this.firestore = firestore;
    this.calls = new Calls(random);
  }

  @Override
  public Optional<Lease> acquire(LaneKey lane, Instant now, Duration ttl) {
    String nonce = calls.nonce();
    return calls.settle(
        _ -> {
          var read = read(lane);
          var document = LaneDocument.of(lane, read);
          if (document.holder().equals(nonce)) {
            return Optional.of(lease(document));
          }
          if (document.isLeased(now)) {
            return Optional.of(Optional.empty());
          }
          var held = document.acquired(nonce, now.plus(ttl));
          return written(read, held, now) ? Optional.of(lease(held)) : Optional.empty();
        });
  }

  private static Optional<Lease> lease(LaneDocument held) {
    return Optional.ofNullable(held.state().leasedUntil())
        .map(
            until ->
                new Lease(
                    held.state().lane(), held.state().epoch(), until, held.state().endpoint()));
  }

  @Override
  public Optional<Lease> renew(Lease lease, Instant now, Duration ttl) {
    return calls.settle(
        _ -> {
          var read = read(lease.lane());
          var document = LaneDocument.of(lease.lane(), read);
          if (!document.isHeldBy(lease)) {
            return Optional.of(Optional.empty());
          }
          var longer = document.renewed(now.plus(ttl));
          return written(read, longer, now) ? Optional.of(lease(longer)) : Optional.empty();
        });
  }

  @Override
  public Optional<Wake> park(
      Lease lease, @Nullable Instant next, UnaryOperator<EndpointState> change, Instant now) {
    return calls.settle(
        turn -> {
          var read = read(lease.lane());
          var document = LaneDocument.of(lease.lane(), read);
          if (!document.isHeldBy(lease)) {
            // Only the holder can have given it back: the answer to an earlier turn was lost.
            boolean parked = turn > 0 && document.state().epoch() == lease.epoch();
            return Optional.of(parked ? wake(document) : Optional.empty());
          }
          var parked = document.parked(next, change.apply(document.state().endpoint()));
          return written(read, parked, now) ? Optional.of(wake(parked)) : Optional.empty();
        });
  }

  private static Optional<Wake> wake(LaneDocument document) {
    var state = document.state();
    return Optional.ofNullable(state.nextWake())
        .map(at -> new Wake(state.lane(), state.epoch(), at));
  }

  @Override
  public Optional<Wake> note(LaneKey lane, Instant at, Instant now) {
    String nonce = calls.nonce();
    return calls.settle(
        _ -> {
          var read = read(lane);
          var document = LaneDocument.of(lane, read);
          if (!document.wakesBy(at)) {
            document = document.noted(nonce, at);
            if (!written(read, document, now)) {
              return Optional.empty();
            }
          }
          boolean mine = document.noter().equals(nonce);
          return Optional.of(mine && !document.isLeased(now) ? wake(document) : Optional.empty());
        });
  }

  @Override
  public EndpointState report(LaneKey lane, UnaryOperator<EndpointState> change, Instant now) {
    // Counted twice where the answer to a write is lost, which makes no difference to anybody.
    return calls.settle(
        _ -> {
          var read = read(lane);
          var document = LaneDocument.of(lane, read);
          var endpoint = change.apply(document.state().endpoint());
          return endpoint.equals(document.state().endpoint())
                  || written(read, document.reported(endpoint), now)
              ? Optional.of(endpoint)
              : Optional.empty();
        });
  }

  @Override
  public Duration stay() {
    return STAY;
  }

  @Override
  public LaneState state(LaneKey lane) {
    return LaneDocument.of(lane, read(lane)).state();
  }

  @Override
  public List<Wake> stale(Instant before, @Nullable Wake after, int limit) {
    var query =
        LaneDocument.collection(firestore)
            .whereIn(LaneDocument.SHARD, LaneDocument.SHARDS)
            .whereLessThan(LaneDocument.NEXT_WAKE, Fields.timestamp(before))
            .orderBy(LaneDocument.NEXT_WAKE)
            .orderBy(FieldPath.documentId())
            .limit(limit);
    if (after != null) {
      query =
          query.startAfter(
              Fields.timestamp(after.at()), LaneDocument.reference(firestore, after.lane()));
    }
    return Calls.await(query.get()).getDocuments().stream().map(FirestoreLanes::overdue).toList();
  }

  private static Wake overdue(DocumentSnapshot snapshot) {
    var state = LaneDocument.of(snapshot).state();
    return new Wake(
        state.lane(), state.epoch(), Fields.of(snapshot).instant(LaneDocument.NEXT_WAKE));
  }

  private DocumentSnapshot read(LaneKey lane) {
    return Calls.await(LaneDocument.reference(firestore, lane).get());
  }

  private boolean written(DocumentSnapshot read, LaneDocument document, Instant now) {
    var batch = firestore.batch();
    Calls.write(batch, read, document.fields(now));
    return Calls.commit(batch).isPresent();
  }
}
