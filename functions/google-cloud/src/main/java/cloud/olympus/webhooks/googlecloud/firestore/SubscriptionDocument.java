package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.subscription.Ordering;
import cloud.olympus.webhooks.subscription.PayloadFormat;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import com.google.cloud.firestore.CollectionReference;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.Firestore;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The document of a subscription. The same fields, but for the writer, stand in the tenant's {@link
 * RoutePage}s.
 *
 * <p>Index: (tenant, created_at), newest first.
 *
 * @param writer nonce of the latest write
 */
record SubscriptionDocument(Subscription subscription, String writer) {

  static final String TENANT = "tenant";
  static final String CREATED_AT = "created_at";

  private static final long SCHEMA_VERSION = 1;

  static CollectionReference collection(Firestore firestore) {
    return firestore.collection("subscriptions");
  }

  static DocumentReference reference(Firestore firestore, String id) {
    return collection(firestore).document(id);
  }

  static SubscriptionDocument of(DocumentSnapshot snapshot) {
    var fields = Fields.of(snapshot);
    return new SubscriptionDocument(subscription(fields), fields.text("writer"));
  }

  boolean isOf(String tenantId) {
    return subscription.tenantId().equals(tenantId);
  }

  Map<String, Object> fields() {
    var fields = fields(subscription);
    fields.put("schema_version", SCHEMA_VERSION);
    fields.put("writer", writer);
    return fields;
  }

  static Map<String, Object> fields(Subscription subscription) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("id", subscription.id());
    fields.put(TENANT, subscription.tenantId());
    fields.put("url", subscription.url());
    fields.put("description", subscription.description());
    fields.put("events", subscription.events());
    fields.put("sources", sorted(subscription.sources()));
    fields.put("locations", sorted(subscription.locations()));
    fields.put("payload_format", subscription.payloadFormat().code());
    fields.put("schedule", subscription.schedule().name());
    fields.put(
        "delays_ms", subscription.schedule().delays().stream().map(Duration::toMillis).toList());
    fields.put("rate_limit", number(subscription.rules().rateLimit()));
    fields.put("max_in_flight", number(subscription.rules().maxInFlight()));
    fields.put("ordering", subscription.rules().ordering().code());
    fields.put("status", subscription.status().code());
    var reason = subscription.disabledReason();
    fields.put("disabled_reason", reason == null ? null : reason.code());
    fields.put(
        "signatures",
        subscription.signatures().stream().sorted().map(SignatureScheme::code).toList());
    fields.put("keys", subscription.keys().stream().map(SubscriptionDocument::fields).toList());
    fields.put(CREATED_AT, Fields.timestamp(subscription.createdAt()));
    fields.put("updated_at", Fields.timestamp(subscription.updatedAt()));
    fields.put("version", subscription.version());
    return fields;
  }

  static Subscription subscription(Fields fields) {
    return new Subscription(
        fields.text("id"),
        fields.text(TENANT),
        fields.text("url"),
        fields.text("description"),
        fields.texts("events"),
        new HashSet<>(fields.texts("sources")),
        new HashSet<>(fields.texts("locations")),
        PayloadFormat.ofCode(fields.text("payload_format")).orElseThrow(),
        new DeliveryRules(
            new RetrySchedule(
                fields.text("schedule"),
                fields.numbers("delays_ms").stream().map(Duration::ofMillis).toList()),
            limit(fields, "rate_limit"),
            limit(fields, "max_in_flight"),
            // Documents of earlier releases have none.
            fields
                .optionalText("ordering")
                .map(code -> Ordering.ofCode(code).orElseThrow())
                .orElse(Ordering.NONE)),
        Status.ofCode(fields.text("status")).orElseThrow(),
        fields
            .optionalText("disabled_reason")
            .map(code -> DisabledReason.ofCode(code).orElseThrow())
            .orElse(null),
        signatures(fields),
        fields.each("keys").stream().map(SubscriptionDocument::key).toList(),
        fields.instant(CREATED_AT),
        fields.instant("updated_at"),
        fields.number("version"));
  }

  private static @Nullable Long number(@Nullable Integer limit) {
    return limit == null ? null : limit.longValue();
  }

  private static @Nullable Integer limit(Fields fields, String name) {
    return fields.map().get(name) instanceof Long limit ? limit.intValue() : null;
  }

  /** What was stored before there was a choice has none. */
  private static Set<SignatureScheme> signatures(Fields fields) {
    return fields.map().containsKey("signatures")
        ? fields.texts("signatures").stream()
            .map(code -> SignatureScheme.ofCode(code).orElseThrow())
            .collect(Collectors.toSet())
        : Set.of(SignatureScheme.V1);
  }

  private static List<String> sorted(Set<String> texts) {
    return texts.stream().sorted().toList();
  }

  private static Map<String, Object> fields(SigningKey key) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("sealed", key.sealed());
    fields.put(CREATED_AT, Fields.timestamp(key.createdAt()));
    fields.put("expires_at", Fields.timestampOrNull(key.expiresAt()));
    return fields;
  }

  private static SigningKey key(Fields fields) {
    return new SigningKey(
        fields.text("sealed"),
        fields.instant(CREATED_AT),
        fields.optionalInstant("expires_at").orElse(null));
  }
}
