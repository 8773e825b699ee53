package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.lane.EndpointState;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.LaneState;
import cloud.olympus.webhooks.lane.Lease;
import com.google.cloud.firestore.CollectionReference;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.Firestore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The document of a lane.
 *
 * <p>Index: (shard, next_wake).
 *
 * @param holder nonce of who acquired it last
 * @param noter nonce of who moved its wake last
 */
record LaneDocument(LaneState state, String holder, String noter) {

  static final String EPOCH = "epoch";
  static final String SHARD = "shard";

  /**
   * When somebody must look after the lane if nobody has: the end of the lease while it is held,
   * else the wake noted; null where nothing is to do.
   */
  static final String NEXT_WAKE = "next_wake";

  /** An index by time takes 500 writes a second; this many of them stand side by side. */
  static final List<Long> SHARDS = List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);

  private static final long SCHEMA_VERSION = 1;

  /** Longer than any delivery: these remember the epoch, which must not begin anew before them. */
  private static final Duration KEPT = Duration.ofDays(90);

  static CollectionReference collection(Firestore firestore) {
    return firestore.collection("lanes");
  }

  static DocumentReference reference(Firestore firestore, LaneKey lane) {
    return collection(firestore).document(lane.tenantId() + '.' + lane.webhookId());
  }

  /** What was read; of a lane never used, that it is free. */
  static LaneDocument of(LaneKey lane, DocumentSnapshot snapshot) {
    if (!snapshot.exists()) {
      return new LaneDocument(LaneState.unused(lane), "", "");
    }
    var fields = Fields.of(snapshot);
    return new LaneDocument(
        new LaneState(
            lane,
            fields.number(EPOCH),
            fields.optionalInstant("leased_until").orElse(null),
            fields.optionalInstant("noted_wake").orElse(null),
            endpoint(fields.nested("endpoint"))),
        fields.text("holder"),
        fields.text("noter"));
  }

  static LaneDocument of(DocumentSnapshot snapshot) {
    var fields = Fields.of(snapshot);
    return of(new LaneKey(fields.text("tenant"), fields.text("webhook")), snapshot);
  }

  boolean isLeased(Instant now) {
    return state.leasedUntil() != null && now.isBefore(state.leasedUntil());
  }

  /** A lease that ran out is still its holder's until another takes the lane. */
  boolean isHeldBy(Lease lease) {
    return state.leasedUntil() != null && state.epoch() == lease.epoch();
  }

  /** Taken by a new holder, whose business the wakes noted so far are. */
  LaneDocument acquired(String nonce, Instant until) {
    return new LaneDocument(
        new LaneState(state.lane(), state.epoch() + 1, until, null, state.endpoint()),
        nonce,
        noter);
  }

  LaneDocument renewed(Instant until) {
    return new LaneDocument(
        new LaneState(state.lane(), state.epoch(), until, state.nextWake(), state.endpoint()),
        holder,
        noter);
  }

  /** Given back; wakes at the earlier of the two. */
  LaneDocument parked(@Nullable Instant next, EndpointState endpoint) {
    Instant noted = state.nextWake();
    boolean keeps = next == null || (noted != null && noted.isBefore(next));
    return new LaneDocument(
        new LaneState(state.lane(), state.epoch(), null, keeps ? noted : next, endpoint),
        holder,
        noter);
  }

  LaneDocument noted(String nonce, Instant at) {
    return new LaneDocument(
        new LaneState(state.lane(), state.epoch(), state.leasedUntil(), at, state.endpoint()),
        holder,
        nonce);
  }

  LaneDocument reported(EndpointState endpoint) {
    return new LaneDocument(
        new LaneState(state.lane(), state.epoch(), state.leasedUntil(), state.nextWake(), endpoint),
        holder,
        noter);
  }

  private static EndpointState endpoint(Fields fields) {
    Map<String, Long> numbers = new HashMap<>();
    fields.map().forEach((name, _) -> numbers.put(name, fields.number(name)));
    return numbers.isEmpty() ? EndpointState.HEALTHY : EndpointState.of(numbers);
  }

  /** Whether it wakes at an instant, or before. */
  boolean wakesBy(Instant at) {
    return state.nextWake() != null && !at.isBefore(state.nextWake());
  }

  Map<String, Object> fields(Instant now) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("schema_version", SCHEMA_VERSION);
    fields.put("tenant", state.lane().tenantId());
    fields.put("webhook", state.lane().webhookId());
    fields.put(
        SHARD, Keys.part(state.lane().tenantId() + '.' + state.lane().webhookId(), SHARDS.size()));
    fields.put(EPOCH, state.epoch());
    fields.put("holder", holder);
    fields.put("noter", noter);
    fields.put("leased_until", Fields.timestampOrNull(state.leasedUntil()));
    fields.put("noted_wake", Fields.timestampOrNull(state.nextWake()));
    fields.put(NEXT_WAKE, Fields.timestampOrNull(dueForSweep()));
    fields.put("endpoint", state.endpoint().numbers());
    fields.put("expire_at", Fields.timestamp(now.plus(KEPT)));
    return fields;
  }

  private @Nullable Instant dueForSweep() {
    return state.leasedUntil() != null ? state.leasedUntil() : state.nextWake();
  }
}
