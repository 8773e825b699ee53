package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.subscription.Ordering;
import cloud.olympus.webhooks.subscription.PayloadFormat;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A subscription's row, but for tenant, id and version, which are columns. */
final class SubscriptionJson {

  private SubscriptionJson() {}

  static String write(Subscription subscription) {
    var json = new JsonObject();
    json.addProperty("url", subscription.url());
    json.addProperty("description", subscription.description());
    json.add("events", texts(subscription.events()));
    json.add("sources", texts(subscription.sources()));
    json.add("locations", texts(subscription.locations()));
    json.addProperty("payload_format", subscription.payloadFormat().code());
    json.addProperty("schedule", subscription.schedule().name());
    var delays = new JsonArray();
    subscription.schedule().delays().forEach(delay -> delays.add(delay.toMillis()));
    json.add("delays_ms", delays);
    var rules = subscription.rules();
    if (rules.rateLimit() != null) {
      json.addProperty("rate_limit", rules.rateLimit());
    }
    if (rules.maxInFlight() != null) {
      json.addProperty("max_in_flight", rules.maxInFlight());
    }
    json.addProperty("ordering", rules.ordering().code());
    json.addProperty("status", subscription.status().code());
    if (subscription.disabledReason() != null) {
      json.addProperty("disabled_reason", subscription.disabledReason().code());
    }
    json.add(
        "signatures",
        texts(subscription.signatures().stream().sorted().map(SignatureScheme::code).toList()));
    var keys = new JsonArray();
    for (var key : subscription.keys()) {
      var one = new JsonObject();
      one.addProperty("sealed", key.sealed());
      one.addProperty("created_at", key.createdAt().toEpochMilli());
      if (key.expiresAt() != null) {
        one.addProperty("expires_at", key.expiresAt().toEpochMilli());
      }
      keys.add(one);
    }
    json.add("keys", keys);
    json.addProperty("created_at", subscription.createdAt().toEpochMilli());
    json.addProperty("updated_at", subscription.updatedAt().toEpochMilli());
    return json.toString();
  }

  static Subscription read(String tenantId, String id, long version, String text) {
    var json = JsonParser.parseString(text).getAsJsonObject();
    JsonElement reason = json.get("disabled_reason");
    return new Subscription(
        id,
        tenantId,
        json.get("url").getAsString(),
        json.get("description").getAsString(),
        texts(json, "events"),
        new HashSet<>(texts(json, "sources")),
        new HashSet<>(texts(json, "locations")),
        PayloadFormat.ofCode(json.get("payload_format").getAsString()).orElseThrow(),
        new DeliveryRules(
            schedule(json),
            number(json, "rate_limit"),
            number(json, "max_in_flight"),
            ordering(json)),
        Status.ofCode(json.get("status").getAsString()).orElseThrow(),
        reason == null ? null : DisabledReason.ofCode(reason.getAsString()).orElseThrow(),
        signatures(json),
        json.getAsJsonArray("keys").asList().stream().map(SubscriptionJson::key).toList(),
        instant(json.get("created_at")),
        instant(json.get("updated_at")),
        version);
  }

  private static RetrySchedule schedule(JsonObject json) {
    List<Duration> delays = new ArrayList<>();
    json.getAsJsonArray("delays_ms").forEach(ms -> delays.add(Duration.ofMillis(ms.getAsLong())));
    return new RetrySchedule(json.get("schedule").getAsString(), delays);
  }

  private static @Nullable Integer number(JsonObject json, String name) {
    JsonElement value = json.get(name);
    return value == null ? null : value.getAsInt();
  }

  /** What was stored before there was a choice has none. */
  private static Ordering ordering(JsonObject json) {
    return json.has("ordering")
        ? Ordering.ofCode(json.get("ordering").getAsString()).orElseThrow()
        : Ordering.NONE;
  }

  /** Likewise. */
  private static Set<SignatureScheme> signatures(JsonObject json) {
    return json.has("signatures")
        ? texts(json, "signatures").stream()
            .map(code -> SignatureScheme.ofCode(code).orElseThrow())
            .collect(Collectors.toSet())
        : Set.of(SignatureScheme.V1);
  }

  private static SigningKey key(JsonElement element) {
    var json = element.getAsJsonObject();
    JsonElement expiry = json.get("expires_at");
    return new SigningKey(
        json.get("sealed").getAsString(),
        instant(json.get("created_at")),
        expiry == null ? null : instant(expiry));
  }

  private static Instant instant(JsonElement millis) {
    return Instant.ofEpochMilli(millis.getAsLong());
  }

  private static JsonArray texts(Collection<String> texts) {
    var array = new JsonArray();
    texts.stream().forEach(array::add);
    return array;
  }

  private static List<String> texts(JsonObject json, String name) {
    return json.getAsJsonArray(name).asList().stream().map(JsonElement::getAsString).toList();
  }
}
