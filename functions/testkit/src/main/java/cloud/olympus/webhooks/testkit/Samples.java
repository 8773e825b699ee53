package cloud.olympus.webhooks.testkit;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values of the domain for tests; ids are fresh, since stores may outlive a test. */
public final class Samples {

  /** The type of {@link #event(String)}. */
  public static final String TYPE = "order.created";

  private Samples() {}

  /** An id that nobody else has. */
  public static String fresh(String prefix) {
    return prefix + '_' + UUID.randomUUID();
  }

  /** A lane that nobody has used. */
  public static LaneKey lane() {
    return new LaneKey(fresh("tenant"), fresh("wh"));
  }

  /** A new order of a tenant. */
  public static Event event(String tenantId) {
    return event(tenantId, fresh("evt"), TYPE);
  }

  /** A small event. */
  public static Event event(String tenantId, String id, String type) {
    return event(tenantId, id, type, "{\"id\":\"ord_1\",\"total\":1.10}");
  }

  /** An event with data of its own. */
  public static Event event(String tenantId, String id, String type, String data) {
    return new Event(
        tenantId,
        id,
        type,
        Event.DEFAULT_SOURCE,
        null,
        "2026-03-01T09:59:59Z",
        data,
        null,
        null,
        false,
        null);
  }

  /** An event with every optional field, text of several scripts and numbers that are not exact. */
  public static Event fullEvent(String tenantId) {
    return new Event(
        tenantId,
        fresh("evt"),
        "order.rating.updated",
        "storekit",
        fresh("loc"),
        "2026-03-01T11:00:00.123456+01:00",
        "{\"z\":9007199254740993,\"a\":1.10,\"note\":\"Ærø, 寿司 🍣, \\\"quoted\\\" \\\\ \\n\",\"list\":[1,null,{}]}",
        "table 7 🪑",
        "guest:ζ",
        true,
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  }

  /** A payment of no known tenant; without an id where that is null. */
  public static UnroutedPayment unrouted(@Nullable String paymentId) {
    return new UnroutedPayment(
        fresh("stripe_evt"),
        "payment.captured",
        "stripe",
        "2026-03-01T09:59:59Z",
        "{}",
        false,
        null,
        paymentId,
        null,
        null);
  }

  /** The id of an event's own delivery to a subscription. */
  public static DeliveryId deliveryId(Event event, String webhookId) {
    return new DeliveryId(event.tenantId(), event.id(), webhookId, 0);
  }

  /** The id of a delivery of some event in a lane. */
  public static DeliveryId deliveryId(LaneKey lane) {
    return new DeliveryId(lane.tenantId(), fresh("evt"), lane.webhookId(), 0);
  }

  /** A delivery without attempts. */
  public static Delivery delivery(
      DeliveryId id, DeliveryState state, Instant dueAt, Instant createdAt) {
    return new Delivery(id, TYPE, null, state, dueAt, List.of(), null, createdAt, createdAt);
  }

  /** The same delivery after one more attempt that the endpoint answered with 200. */
  public static Delivery delivered(Delivery before, Instant at) {
    return after(before, DeliveryState.DELIVERED, before.dueAt(), answered(before, 200, at));
  }

  /** The same delivery after one more attempt that failed; due again in five minutes. */
  public static Delivery failed(Delivery before, Instant at) {
    return after(
        before, DeliveryState.PENDING, at.plus(Duration.ofMinutes(5)), answered(before, 500, at));
  }

  /** The same delivery after its last attempt. */
  public static Delivery exhausted(Delivery before, Instant at) {
    return after(before, DeliveryState.EXHAUSTED, before.dueAt(), answered(before, 500, at));
  }

  /** An attempt with an answer worth keeping in full. */
  public static Attempt answered(Delivery before, int status, Instant at) {
    return new Attempt(
        before.attemptCount() + 1,
        at,
        new Answer.Answered(
            status,
            Map.of("content-type", "text/plain", "retry-after", "120"),
            "grüße 🍣\r\n\"quoted\"\u0000",
            Duration.ofMillis(42),
            "203.0.113.7"));
  }

  /** An attempt without an answer. */
  public static Attempt unanswered(Delivery before, Failure failure, Instant at) {
    return new Attempt(
        before.attemptCount() + 1,
        at,
        new Answer.Failed(failure, "no answer in time", Duration.ofSeconds(15), null));
  }

  /** The same delivery with one more attempt. */
  public static Delivery after(
      Delivery before, DeliveryState state, Instant dueAt, Attempt attempt) {
    var attempts = new ArrayList<>(before.attempts());
    attempts.add(attempt);
    return new Delivery(
        before.id(),
        before.eventType(),
        before.orderingKey(),
        state,
        dueAt,
        attempts,
        before.reason(),
        before.createdAt(),
        attempt.at().plus(attempt.took()));
  }
}
