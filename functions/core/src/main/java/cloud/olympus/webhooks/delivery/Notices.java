package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.event.Digests;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.lane.EndpointState;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells tenants how their endpoints do, by events of their own: {@code webhook.failing}, {@code
 * webhook.disabled}, {@code webhook.recovered}, {@code delivery.exhausted} and {@code
 * delivery.expired}. What is said twice in the same words has the same id, and arrives once.
 * Thread-safe.
 *
 * <p>No {@code delivery.*} event is made for a delivery of one of these events: an endpoint that
 * takes none of them would otherwise be told so for ever.
 */
public final class Notices {

  private final Consumer<Event> publish;

  /**
   * Notices.
   *
   * @param publish durable on return; throws {@link cloud.olympus.webhooks.event.Unavailable}
   */
  public Notices(Consumer<Event> publish) {
    this.publish = publish;
  }

  /** Tells nobody: for what only tries an endpoint out. */
  public static Notices none() {
    return new Notices(_ -> {});
  }

  /** An endpoint fails again and again. */
  public void failing(Subscription subscription, EndpointState endpoint, Last last) {
    var data = of(subscription);
    data.addProperty("status", subscription.status().code());
    addTime(data, "failing_since", endpoint.failingSince());
    data.addProperty("consecutive_failures", endpoint.failures());
    data.add("last_failure", last.toJson());
    tell("webhook.failing", subscription, data, last.at());
  }

  /** An endpoint that was failing answers again. */
  public void recovered(Subscription subscription, EndpointState endpoint, long waiting) {
    var data = of(subscription);
    data.addProperty("status", subscription.status().code());
    addTime(data, "failing_since", endpoint.failingSince());
    addTime(data, "recovered_at", endpoint.recoveredAt());
    data.addProperty("waiting_deliveries", waiting);
    Instant at = endpoint.recoveredAt();
    tell("webhook.recovered", subscription, data, at == null ? subscription.updatedAt() : at);
  }

  /** A subscription is disabled, not by hand. */
  public void disabled(Subscription subscription, DisabledReason reason, Last last) {
    var data = of(subscription);
    data.addProperty("status", Status.DISABLED.code());
    data.addProperty("disabled_reason", reason.code());
    data.addProperty("disabled_at", last.at().toString());
    data.add("last_failure", last.toJson());
    tell("webhook.disabled", subscription, data, last.at());
  }

  /** A delivery has no attempt left. */
  public void exhausted(Subscription subscription, Event event, Delivery delivery) {
    if (isNotice(event.type())) {
      return;
    }
    var data = of(delivery.id(), subscription);
    data.add("event", event(event));
    data.addProperty("attempts", delivery.attemptCount());
    data.addProperty("first_attempt_at", delivery.attempts().getFirst().at().toString());
    var last = Last.of(event, delivery);
    data.addProperty("last_attempt_at", last.at().toString());
    data.add("last_failure", last.outcome());
    tell("delivery.exhausted", subscription, data, last.at());
  }

  /** A delivery was held for longer than events are kept. */
  public void expired(
      Subscription subscription, Optional<Event> event, Delivery delivery, Instant now) {
    if (isNotice(delivery.eventType())) {
      return;
    }
    var data = of(delivery.id(), subscription);
    data.add("event", event.map(Notices::event).orElseGet(() -> event(delivery)));
    data.addProperty("attempts", delivery.attemptCount());
    data.addProperty("held_since", delivery.dueAt().toString());
    data.addProperty("expired_at", now.toString());
    tell("delivery.expired", subscription, data, now);
  }

  /** The failure that a notice is about. */
  public record Last(Event event, DeliveryId delivery, Attempt attempt) {

    /** The latest attempt of a delivery, which has one. */
    public static Last of(Event event, Delivery delivery) {
      return new Last(event, delivery.id(), delivery.lastAttempt().orElseThrow());
    }

    Instant at() {
      return attempt.at();
    }

    JsonObject toJson() {
      var json = new JsonObject();
      json.addProperty("delivery_id", delivery.toString());
      json.add("event", Notices.event(event));
      json.addProperty("attempt", attempt.number());
      json.addProperty("at", attempt.at().toString());
      outcome().entrySet().forEach(member -> json.add(member.getKey(), member.getValue()));
      return json;
    }

    private JsonObject outcome() {
      var json = new JsonObject();
      switch (attempt.answer()) {
        case Answer.Answered answered -> {
          json.addProperty("status_code", answered.status());
          json.addProperty("error", "The endpoint answered " + answered.status());
        }
        case Answer.Failed failed -> {
          json.addProperty("failure", failed.failure().code());
          json.addProperty("error", failed.detail());
        }
      }
      return json;
    }
  }

  /** Whether events of a type are made here. */
  public static boolean isNotice(String type) {
    return type.startsWith("webhook.") || type.startsWith("delivery.");
  }

  private void tell(String type, Subscription about, JsonObject data, Instant at) {
    String text = data.toString();
    String said = type + '\n' + about.tenantId() + '\n' + text;
    publish.accept(
        new Event(
            about.tenantId(),
            "olympus_" + Digests.base32(Digests.sha256(said), 26),
            type,
            Event.DEFAULT_SOURCE,
            null,
            at.toString(),
            text,
            about.id(),
            null,
            false,
            null));
  }

  private static JsonObject of(Subscription subscription) {
    var data = new JsonObject();
    data.addProperty("webhook_id", subscription.id());
    data.addProperty("url", subscription.url());
    return data;
  }

  private static JsonObject of(DeliveryId delivery, Subscription subscription) {
    var data = new JsonObject();
    data.addProperty("delivery_id", delivery.toString());
    of(subscription).entrySet().forEach(member -> data.add(member.getKey(), member.getValue()));
    return data;
  }

  private static JsonObject event(Event event) {
    var json = new JsonObject();
    json.addProperty("id", event.id());
    json.addProperty("type", event.type());
    json.addProperty("source", event.source());
    json.addProperty("timestamp", event.timestamp());
    return json;
  }

  private static JsonObject event(Delivery delivery) {
    var json = new JsonObject();
    json.addProperty("id", delivery.id().eventId());
    json.addProperty("type", delivery.eventType());
    return json;
  }

  private static void addTime(JsonObject data, String name, @Nullable Instant time) {
    if (time != null) {
      data.addProperty(name, time.toString());
    }
  }
}
