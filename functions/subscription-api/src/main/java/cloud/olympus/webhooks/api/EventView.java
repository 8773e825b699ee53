package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventRecord;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** An accepted event as the API shows it. */
final class EventView {

  private EventView() {}

  /** A line of a list; how its deliveries stand is told by the event itself. */
  static String line(EventRecord accepted, boolean payload) {
    JsonObject json = head(accepted);
    var deliveries = new JsonArray();
    for (DeliverySummary delivery : accepted.deliveries()) {
      var summary = new JsonObject();
      summary.addProperty("id", DeliveryView.idOf(accepted, delivery).toString());
      summary.addProperty("webhook_id", delivery.webhookId());
      deliveries.add(summary);
    }
    json.add("deliveries", deliveries);
    return withData(json, accepted.event(), payload);
  }

  /** All of it, with its deliveries as they stand now. */
  static String full(EventRecord accepted, DeliveryLookup lookup, boolean payload) {
    JsonObject json = head(accepted);
    var deliveries = new JsonArray();
    accepted
        .deliveries()
        .forEach(delivery -> deliveries.add(lookup.current(accepted, delivery).json()));
    json.add("deliveries", deliveries);
    return withData(json, accepted.event(), payload);
  }

  private static JsonObject head(EventRecord accepted) {
    Event event = accepted.event();
    var json = new JsonObject();
    json.addProperty("id", event.id());
    json.addProperty("message_id", event.key().messageId());
    json.addProperty("type", event.type());
    json.addProperty("source", event.source());
    json.addProperty("tenant_id", event.tenantId());
    if (event.locationId() != null) {
      json.addProperty("location_id", event.locationId());
    }
    json.addProperty("timestamp", event.timestamp());
    json.addProperty("accepted_at", accepted.acceptedAt().toString());
    json.addProperty("test", event.test());
    if (event.orderingKey() != null) {
      json.addProperty("ordering_key", event.orderingKey());
    }
    return json;
  }

  /** The data is JSON text already: its numbers and the order of its keys stay as they were. */
  private static String withData(JsonObject json, Event event, boolean payload) {
    if (!payload) {
      return json.toString();
    }
    if (event.subjectRef() != null) {
      json.addProperty("subject_ref", event.subjectRef());
    }
    String text = json.toString();
    return text.substring(0, text.length() - 1) + ",\"data\":" + event.data() + '}';
  }
}
