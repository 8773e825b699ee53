package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.delivery.Outcome;
import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventKey;
import cloud.olympus.webhooks.event.EventRecord;
import com.google.cloud.firestore.CollectionReference;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.Firestore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The document of an event: the envelope as one string, who claimed it until when, and the outcomes
 * without bodies. Written whole by its first claim; after that only the fields of {@link #claimed}
 * and {@link #outcomes} change.
 *
 * <p>Indexes, each newest first: (tenant, slot, accepted_at), (tenant, type, slot, accepted_at),
 * (tenant, webhooks[], accepted_at), (tenant, type, webhooks[], accepted_at).
 *
 * @param holder nonce of the latest claim
 * @param recorded whether a pass has recorded its outcomes
 */
record EventDocument(
    Event event,
    String digest,
    Instant acceptedAt,
    String holder,
    Instant claimedUntil,
    boolean recorded,
    List<DeliverySummary> deliveries) {

  static final String TENANT = "tenant";
  static final String TYPE = "type";
  static final String WEBHOOKS = "webhooks";
  static final String SLOT = "slot";
  static final String ACCEPTED_AT = "accepted_at";

  /** An index by time takes 500 writes a second; this many of them stand side by side. */
  static final List<Long> SLOTS = List.of(0L, 1L, 2L, 3L);

  private static final long SCHEMA_VERSION = 1;
  private static final Duration KEPT = Duration.ofDays(30);

  static CollectionReference collection(Firestore firestore) {
    return firestore.collection("events");
  }

  static DocumentReference reference(Firestore firestore, EventKey key) {
    return collection(firestore).document(documentKey(key));
  }

  private static String documentKey(EventKey key) {
    return Keys.scattered(key.tenantId() + '.' + key.id());
  }

  /** Of an event that nobody has claimed before; without deliveries it is complete at once. */
  static EventDocument first(
      Event event, List<String> webhooks, Instant now, String holder, Instant until) {
    return new EventDocument(
        event,
        Envelope.digest(event),
        now,
        holder,
        until,
        webhooks.isEmpty(),
        webhooks.stream().map(id -> DeliverySummary.planned(id, now)).toList());
  }

  static EventDocument of(DocumentSnapshot snapshot) {
    var fields = Fields.of(snapshot);
    return new EventDocument(
        event(fields),
        fields.text("digest"),
        fields.instant(ACCEPTED_AT),
        fields.text("holder"),
        fields.instant("claimed_until"),
        fields.flag("recorded"),
        fields.each("deliveries").stream().map(EventDocument::summary).toList());
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new HashMap<>();
    fields.put("schema_version", SCHEMA_VERSION);
    fields.put(TENANT, event.tenantId());
    fields.put("id", event.id());
    fields.put(TYPE, event.type());
    fields.put("source", event.source());
    fields.put("location", event.locationId());
    fields.put("timestamp", event.timestamp());
    fields.put("data", event.data());
    fields.put("ordering_key", event.orderingKey());
    fields.put("subject_ref", event.subjectRef());
    fields.put("test", event.test());
    fields.put("traceparent", event.traceparent());
    fields.put(WEBHOOKS, webhooks());
    fields.put(SLOT, Keys.part(documentKey(event.key()), SLOTS.size()));
    fields.put(ACCEPTED_AT, Fields.timestamp(acceptedAt));
    fields.put("expire_at", Fields.timestamp(acceptedAt.plus(KEPT)));
    fields.put("digest", digest);
    fields.putAll(claimed(holder, claimedUntil));
    fields.putAll(outcomes(recorded, deliveries));
    return fields;
  }

  static Map<String, Object> claimed(String holder, Instant until) {
    return Map.of("holder", holder, "claimed_until", Fields.timestamp(until));
  }

  static Map<String, Object> outcomes(boolean recorded, List<DeliverySummary> deliveries) {
    return Map.of(
        "recorded",
        recorded,
        "deliveries",
        deliveries.stream().map(EventDocument::fields).toList());
  }

  EventRecord toRecord() {
    return new EventRecord(event, acceptedAt, recorded, deliveries);
  }

  List<String> webhooks() {
    return deliveries.stream().map(DeliverySummary::webhookId).toList();
  }

  private static Event event(Fields fields) {
    return new Event(
        fields.text(TENANT),
        fields.text("id"),
        fields.text(TYPE),
        fields.text("source"),
        fields.optionalText("location").orElse(null),
        fields.text("timestamp"),
        fields.text("data"),
        fields.optionalText("ordering_key").orElse(null),
        fields.optionalText("subject_ref").orElse(null),
        fields.flag("test"),
        fields.optionalText("traceparent").orElse(null));
  }

  private static Map<String, Object> fields(DeliverySummary summary) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("webhook", summary.webhookId());
    fields.put("state", summary.state().code());
    fields.put("attempts", (long) summary.attempts());
    fields.put("updated_at", Fields.timestamp(summary.updatedAt()));
    fields.put("due_at", Fields.timestampOrNull(summary.dueAt()));
    var last = summary.last();
    if (last != null) {
      fields.put("status", (long) last.status());
      fields.put("failure", last.failure());
      fields.put("took_ms", last.trip().took().toMillis());
      TripFields.put(fields, last.trip());
      fields.put("headers", last.headers());
    }
    return fields;
  }

  private static DeliverySummary summary(Fields fields) {
    int attempts = (int) fields.number("attempts");
    return new DeliverySummary(
        fields.text("webhook"),
        DeliveryState.ofCode(fields.text("state")).orElseThrow(),
        attempts,
        attempts == 0 ? null : outcome(fields),
        fields.optionalInstant("due_at").orElse(null),
        fields.instant("updated_at"));
  }

  /** Documents of earlier releases have neither headers nor where it went. */
  private static Outcome outcome(Fields fields) {
    return new Outcome(
        (int) fields.number("status"),
        fields.optionalText("failure").orElse(null),
        TripFields.read(fields, Duration.ofMillis(fields.number("took_ms"))),
        fields.textMap("headers"));
  }
}
