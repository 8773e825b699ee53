package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.Trip;
import cloud.olympus.webhooks.delivery.Turn;
import cloud.olympus.webhooks.lane.LaneKey;
import com.google.cloud.firestore.CollectionReference;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.FieldValue;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The document of a delivery, with its attempts in full.
 *
 * <p>Indexes: (lane, state, due_at) for the queue and the counts, (lane, ordering_key, state,
 * position) for the order of a key, (lane, created_at) and (lane, state, created_at), newest first,
 * for lists. Its state is that of {@link Turn#codeOf}.
 *
 * @param epoch of the lease that wrote last, 0 where it was a pass
 * @param writer nonce of the latest write
 */
record DeliveryDocument(Delivery delivery, long epoch, String writer) {

  static final String LANE = "lane";
  static final String STATE = "state";
  static final String DUE_AT = "due_at";
  static final String CREATED_AT = "created_at";
  static final String UPDATED_AT = "updated_at";
  static final String WRITER = "writer";
  static final String ORDERING_KEY = "ordering_key";

  /**
   * The database's own time of the commit that made the document, to the millisecond: the next
   * event of a key comes only after the one before is acknowledged, which takes longer. Only where
   * there is an ordering key.
   */
  static final String POSITION = "position";

  /** Set as soon as another delivery waits for this one. */
  static final String FOLLOWED = "followed";

  /** What waits in a lane. */
  static final List<String> UNFINISHED =
      Arrays.stream(Turn.values()).map(Turn::code).sorted().toList();

  private static final long SCHEMA_VERSION = 1;
  private static final Duration KEPT = Duration.ofDays(30);

  /** What is open longer than events are kept must still be found, to be ended as expired. */
  private static final Duration TIME_TO_EXPIRE = Duration.ofDays(7);

  /** A document takes 1 MiB; headers and bodies of the oldest attempts' answers give way. */
  private static final int ANSWER_BYTES = 640 * 1024;

  static CollectionReference collection(Firestore firestore) {
    return firestore.collection("deliveries");
  }

  static DocumentReference reference(Firestore firestore, DeliveryId id) {
    return collection(firestore).document(Keys.scattered(id.toString()));
  }

  /** The value of {@link #LANE}. */
  static String lane(LaneKey lane) {
    return lane.tenantId() + '.' + lane.webhookId();
  }

  static DeliveryDocument of(DocumentSnapshot snapshot) {
    var fields = Fields.of(snapshot);
    var delivery =
        new Delivery(
            DeliveryId.parse(fields.text("id")).orElseThrow(),
            fields.text("event_type"),
            fields.optionalText(ORDERING_KEY).orElse(null),
            Turn.stateOf(fields.text(STATE)),
            fields.instant(DUE_AT),
            fields.each("attempts").stream().map(DeliveryDocument::attempt).toList(),
            fields.optionalText("reason").orElse(null),
            fields.instant(CREATED_AT),
            fields.instant(UPDATED_AT));
    return new DeliveryDocument(delivery, fields.number("epoch"), fields.text(WRITER));
  }

  /** The fields of a document that is not there yet. */
  Map<String, Object> created() {
    var fields = fields();
    if (delivery.orderingKey() != null) {
      fields.put(POSITION, FieldValue.serverTimestamp());
    }
    return fields;
  }

  /**
   * Adds to a batch what became of its delivery, and what follows for the next of its ordering key.
   * The key stays what it was: without the position that it was added with, a document of a key
   * would be found by nobody.
   *
   * @param read this document, as it was read
   */
  void replace(
      Firestore firestore,
      WriteBatch batch,
      DocumentSnapshot read,
      Delivery given,
      long epoch,
      String writer) {
    var after = given.inOrderOf(delivery.orderingKey());
    Calls.write(batch, read, new DeliveryDocument(after, epoch, writer).fields());
    KeyOrder.release(firestore, batch, Fields.of(read), after);
  }

  Map<String, Object> fields() {
    var id = delivery.id();
    Map<String, Object> fields = new HashMap<>();
    fields.put("schema_version", SCHEMA_VERSION);
    fields.put("id", id.toString());
    fields.put(LANE, lane(id.lane()));
    fields.put("event_type", delivery.eventType());
    if (delivery.orderingKey() != null) {
      fields.put(ORDERING_KEY, delivery.orderingKey());
    }
    fields.put("attempts", attempts());
    fields.put(CREATED_AT, Fields.timestamp(delivery.createdAt()));
    fields.put("epoch", epoch);
    fields.put(WRITER, writer);
    fields.putAll(
        moved(
            delivery.state(),
            Turn.codeOf(delivery),
            delivery.reason(),
            delivery.dueAt(),
            delivery.createdAt(),
            delivery.updatedAt()));
    return fields;
  }

  /** The fields that change with the state. */
  static Map<String, Object> moved(
      DeliveryState state,
      String code,
      @Nullable String reason,
      Instant dueAt,
      Instant createdAt,
      Instant updatedAt) {
    boolean open = !state.isFinal();
    Instant end = open ? createdAt.plus(KEPT).plus(TIME_TO_EXPIRE) : updatedAt.plus(KEPT);
    Map<String, Object> fields = new HashMap<>();
    fields.put(STATE, code);
    fields.put("reason", reason);
    fields.put(DUE_AT, Fields.timestamp(dueAt));
    fields.put(UPDATED_AT, Fields.timestamp(updatedAt));
    fields.put("expire_at", Fields.timestamp(end));
    return fields;
  }

  private List<Map<String, Object>> attempts() {
    var newestFirst = new ArrayList<Map<String, Object>>();
    int left = ANSWER_BYTES;
    for (var attempt : delivery.attempts().reversed()) {
      var fields = fields(attempt);
      if (attempt.answer() instanceof Answer.Answered answered) {
        left -= size(answered.body());
        for (var header : answered.headers().entrySet()) {
          left -= size(header.getKey()) + size(header.getValue());
        }
        fields.put("headers", left < 0 ? Map.of() : answered.headers());
        fields.put("body", left < 0 ? "" : answered.body());
      }
      newestFirst.add(fields);
    }
    return newestFirst.reversed();
  }

  private static int size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Map<String, Object> fields(Attempt attempt) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("number", (long) attempt.number());
    fields.put("at", Fields.timestamp(attempt.at()));
    if (attempt.probe()) {
      fields.put("probe", true);
    }
    Trip trip = attempt.answer().trip();
    fields.put("took_ns", trip.took().toNanos());
    TripFields.put(fields, trip);
    switch (attempt.answer()) {
      case Answer.Answered answered -> {
        fields.put("status", (long) answered.status());
        if (answered.bodyTooLarge()) {
          fields.put("body_too_large", true);
        }
      }
      case Answer.Failed failed -> {
        fields.put("failure", failed.failure().code());
        fields.put("detail", failed.detail());
      }
    }
    return fields;
  }

  private static Attempt attempt(Fields fields) {
    return new Attempt(
        (int) fields.number("number"),
        fields.instant("at"),
        answer(fields),
        fields.map().get("probe") instanceof Boolean probe && probe);
  }

  private static Answer answer(Fields fields) {
    var failure = fields.optionalText("failure").flatMap(Failure::ofCode);
    return failure.isPresent()
        ? new Answer.Failed(failure.get(), fields.text("detail"), trip(fields))
        : new Answer.Answered(
            (int) fields.number("status"),
            fields.textMap("headers"),
            fields.text("body"),
            fields.flag("body_too_large"),
            trip(fields));
  }

  private static Trip trip(Fields fields) {
    return TripFields.read(fields, Duration.ofNanos(fields.number("took_ns")));
  }
}
