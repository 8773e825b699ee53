package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.subscription.Ordering;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What was published with an ordering key, and whether it goes out in that order. */
final class Order {

  private final World world;
  private final Map<String, List<Event>> published = new HashMap<>();

  /** Whom an operator has skipped. */
  final Set<DeliveryId> skipped = new HashSet<>();

  /** When that was written down. */
  final Map<DeliveryId, Instant> skippedSince = new HashMap<>();

  Order(World world) {
    this.world = world;
  }

  /** The events of an event's key, in the order of their publication. */
  List<Event> of(Event event) {
    return published.computeIfAbsent(
        event.tenantId() + ' ' + event.orderingKey(), _ -> new ArrayList<>());
  }

  /** Whether a delivery keeps an order. */
  boolean isKept(DeliveryId id) {
    var event = world.accepted.get(id.eventId());
    return event != null
        && event.orderingKey() != null
        && world.operators.rules(id.lane()).ordering() != Ordering.NONE;
  }

  /** Whether a delivery without an attempt left holds back those behind it. */
  boolean holdsKey(DeliveryId id) {
    return isKept(id) && world.operators.rules(id.lane()).ordering() == Ordering.HOLD;
  }

  /** The one that was published before a delivery, with its key and for its endpoint. */
  Optional<DeliveryId> before(DeliveryId id) {
    DeliveryId before = null;
    for (var event : of(Objects.requireNonNull(world.accepted.get(id.eventId())))) {
      if (event.id().equals(id.eventId())) {
        return Optional.ofNullable(before);
      }
      var other = new DeliveryId(id.tenantId(), event.id(), id.webhookId(), 0);
      boolean wanted =
          world.log.get(event.key()).flatMap(one -> one.delivery(id.webhookId())).isPresent();
      before = wanted ? other : before;
    }
    return Optional.empty();
  }

  /** One that is about to be sent must have nobody before it who has not ended. */
  void check(DeliveryId id) {
    if (!isKept(id)) {
      return;
    }
    for (var earlier : of(Objects.requireNonNull(world.accepted.get(id.eventId())))) {
      if (earlier.id().equals(id.eventId())) {
        return;
      }
      var other = new DeliveryId(id.tenantId(), earlier.id(), id.webhookId(), 0);
      boolean ended =
          world.deliveries.get(other).map(Delivery::state).map(s -> s.isFinal()).orElse(true);
      if (!ended || world.endpoints.isUnderWay(other)) {
        throw new AssertionError("out of order: " + id.eventId() + " before " + earlier.id());
      }
    }
  }
}
