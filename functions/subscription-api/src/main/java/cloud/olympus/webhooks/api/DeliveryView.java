package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.delivery.Outcome;
import cloud.olympus.webhooks.delivery.Trip;
import cloud.olympus.webhooks.event.EventRecord;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

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

  /** All that the event's record knows: of a delivery that went well, its one attempt. */
  static JsonObject full(EventRecord event, DeliverySummary summary, boolean payload) {
    JsonObject json = line(event, summary);
    var attempts = new JsonArray();
    var last = summary.last();
    if (last != null) {
      Instant at = summary.updatedAt().minus(last.trip().took());
      var attempt = attempt(summary.attempts(), at, last);
      if (payload && last.status() != 0) {
        attempt.add("headers", headers(last.headers()));
      }
      attempts.add(attempt);
    }
    json.add("attempts", attempts);
    return json;
  }

  /** One attempt; the endpoint's answer may quote the payload. */
  static JsonObject attempt(Attempt attempt, boolean payload) {
    var json = attempt(attempt.number(), attempt.at(), Outcome.of(attempt.answer()));
    switch (attempt.answer()) {
      case Answer.Answered answered -> {
        if (payload) {
          json.add("headers", headers(answered.headers()));
          json.addProperty("body", answered.body());
        }
      }
      case Answer.Failed failed -> json.addProperty("detail", failed.detail());
    }
    return json;
  }

  private static JsonObject attempt(int number, Instant at, Outcome outcome) {
    var json = new JsonObject();
    json.addProperty("number", number);
    json.addProperty("at", at.toString());
    json.addProperty("took_ms", outcome.trip().took().toMillis());
    trip(json, outcome.trip());
    outcome(json, outcome);
    return json;
  }

  private static JsonObject headers(Map<String, String> headers) {
    var json = new JsonObject();
    new TreeMap<>(headers).forEach(json::addProperty);
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
    var last = summary.last();
    if (last != null) {
      outcome(json, last);
      json.addProperty("took_ms", last.trip().took().toMillis());
    }
    if (summary.dueAt() != null) {
      json.addProperty("due_at", summary.dueAt().toString());
    }
    json.addProperty("created_at", createdAt.toString());
    json.addProperty("updated_at", summary.updatedAt().toString());
    return json;
  }

  private static void outcome(JsonObject json, Outcome outcome) {
    if (outcome.status() != 0) {
      json.addProperty("status", outcome.status());
    }
    if (outcome.failure() != null) {
      json.addProperty("failure", outcome.failure());
    }
  }
}
