package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.lane.EndpointState;
import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.subscription.Subscription;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** A subscription as the API shows it: everything but its secrets. */
final class WebhookView {

  private WebhookView() {}

  static JsonObject of(Subscription subscription) {
    var json = new JsonObject();
    json.addProperty("id", subscription.id());
    json.addProperty("tenant_id", subscription.tenantId());
    writable(subscription).entrySet().forEach(e -> json.add(e.getKey(), e.getValue()));
    if (subscription.disabledReason() != null) {
      json.addProperty("disabled_reason", subscription.disabledReason().code());
    }
    json.addProperty("created_at", subscription.createdAt().toString());
    json.addProperty("updated_at", subscription.updatedAt().toString());
    return json;
  }

  /** The part that a caller may change. */
  static JsonObject writable(Subscription subscription) {
    var json = new JsonObject();
    json.addProperty("url", subscription.url());
    json.addProperty("description", subscription.description());
    json.add("events", array(subscription.events()));
    json.add("sources", array(new TreeSet<>(subscription.sources())));
    json.add("locations", array(new TreeSet<>(subscription.locations())));
    json.addProperty("payload_format", subscription.payloadFormat().code());
    RulesForm.show(subscription.rules(), json);
    json.add(
        "signatures",
        array(subscription.signatures().stream().sorted().map(SignatureScheme::code).toList()));
    json.addProperty("status", subscription.status().code());
    return json;
  }

  /** How its endpoint does; it has no part in the ETag. */
  static JsonObject health(EndpointState endpoint) {
    var json = new JsonObject();
    json.addProperty("state", endpoint.health().name().toLowerCase(Locale.ROOT));
    if (endpoint.failingSince() != null) {
      json.addProperty("consecutive_failures", endpoint.failures());
      json.addProperty("failing_since", endpoint.failingSince().toString());
    }
    if (endpoint.lastFailure() != null) {
      json.addProperty("last_failure_at", endpoint.lastFailure().toString());
    }
    if (endpoint.restUntil() != null) {
      json.addProperty("rests_until", endpoint.restUntil().toString());
    }
    return json;
  }

  /** How many deliveries wait for an attempt, and how many are held; no part in the ETag either. */
  static JsonObject waiting(Map<DeliveryState, Long> counts) {
    var json = new JsonObject();
    for (var state : List.of(DeliveryState.PENDING, DeliveryState.HELD)) {
      json.addProperty(state.code(), counts.getOrDefault(state, 0L));
    }
    return json;
  }

  private static JsonArray array(Collection<String> texts) {
    var array = new JsonArray(texts.size());
    texts.forEach(array::add);
    return array;
  }
}
