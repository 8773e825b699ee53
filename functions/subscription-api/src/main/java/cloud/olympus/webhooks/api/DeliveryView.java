package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.delivery.Trip;
import cloud.olympus.webhooks.event.EventRecord;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A delivery as the API shows it, from its own document or from its event's record. */
final class DeliveryView {

  private DeliveryView() {}

  /** A line of a list, from the delivery's document. */
  static JsonObject line(Delivery delivery) {
    JsonObject json =
        line(delivery.id(), delivery.eventType(), delivery.summary(), delivery.createdAt());
    if (delivery.reason() != null) {
      json.addProperty("reason", delivery.reason());
    }
    if (delivery.orderingKey() != null) {
      json.addProperty("ordering_key", delivery.orderingKey());
    }
    return json;
  }

  /** A line of a list, from the event's record alone. */
  static JsonObject line(EventRecord event, DeliverySummary summary) {
    return line(idOf(event, summary), event.event().type(), summary, event.acceptedAt());
  }

  /** All of it, from the delivery's document. */
  static JsonObject full(Delivery delivery, boolean payload) {
    JsonObject json = line(delivery);
    var attempts = new JsonArray();
    delivery.attempts().forEach(attempt -> attempts.add(attempt(attempt, payload)));
    json.add("attempts", attempts);
    return json;
  }

  /** All that the event's record knows: of a delivery that went well, its last attempt. */
  static JsonObject full(EventRecord event, DeliverySummary summary) {
    JsonObject json = line(event, summary);
    var attempts = new JsonArray();
    if (summary.attempts() > 0) {
      var attempt = new JsonObject();
      attempt.addProperty("number", summary.attempts());
      attempt.addProperty("at", summary.updatedAt().minusMillis(summary.tookMillis()).toString());
      attempt.addProperty("took_ms", summary.tookMillis());
      outcome(attempt, summary.status(), summary.failure());
      attempts.add(attempt);
    }
    json.add("attempts", attempts);
    return json;
  }

  /** One attempt; the endpoint's answer may quote the payload. */
  static JsonObject attempt(Attempt attempt, boolean payload) {
    var json = new JsonObject();
    json.addProperty("number", attempt.number());
    json.addProperty("at", attempt.at().toString());
    json.addProperty("took_ms", attempt.took().toMillis());
    trip(json, attempt.answer().trip());
    String error = attempt.answer().error().orElse(null);
    switch (attempt.answer()) {
      case Answer.Answered answered -> {
        outcome(json, answered.status(), error);
        if (payload) {
          var headers = new JsonObject();
          new TreeMap<>(answered.headers()).forEach(headers::addProperty);
          json.add("headers", headers);
          json.addProperty("body", answered.body());
        }
      }
      case Answer.Failed failed -> {
        outcome(json, 0, error);
        json.addProperty("detail", failed.detail());
      }
    }
    return json;
  }

  private static void trip(JsonObject json, Trip trip) {
    var phases = new JsonObject();
    trip.phases().millis().forEach(phases::addProperty);
    phases.addProperty("total", trip.took().toMillis());
    json.add("phases_ms", phases);
    if (trip.address() != null) {
      json.addProperty("address", trip.address());
    }
    json.addProperty("tries", trip.tries());
  }

  static DeliveryId idOf(EventRecord event, DeliverySummary summary) {
    return new DeliveryId(event.event().tenantId(), event.event().id(), summary.webhookId(), 0);
  }

  private static JsonObject line(
      DeliveryId id, String eventType, DeliverySummary summary, Instant createdAt) {
    var json = new JsonObject();
    json.addProperty("id", id.toString());
    json.addProperty("webhook_id", id.webhookId());
    json.addProperty("event_id", id.eventId());
    json.addProperty("event_type", eventType);
    json.addProperty("message_id", id.event().messageId());
    json.addProperty("state", summary.state().code());
    json.addProperty("attempt_count", summary.attempts());
    if (summary.attempts() > 0) {
      outcome(json, summary.status(), summary.failure());
      json.addProperty("took_ms", summary.tookMillis());
    }
    if (summary.dueAt() != null) {
      json.addProperty("due_at", summary.dueAt().toString());
    }
    json.addProperty("created_at", createdAt.toString());
    json.addProperty("updated_at", summary.updatedAt().toString());
    return json;
  }

  private static void outcome(JsonObject json, int status, @Nullable String failure) {
    if (status != 0) {
      json.addProperty("status", status);
    }
    if (failure != null) {
      json.addProperty("failure", failure);
    }
  }
}
