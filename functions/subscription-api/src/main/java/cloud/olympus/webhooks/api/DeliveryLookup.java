package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.event.EventRecord;
import com.google.gson.JsonObject;
import java.util.Optional;

/**
 * Finds how a delivery stands now: in its own document where it has one, else in its event's
 * record. What a pass delivered at once never has a document.
 */
final class DeliveryLookup {

  private final EventLog events;
  private final Deliveries deliveries;

  DeliveryLookup(EventLog events, Deliveries deliveries) {
    this.events = events;
    this.deliveries = deliveries;
  }

  /** How a delivery of an event stands. */
  Line current(EventRecord event, DeliverySummary summary) {
    Optional<Delivery> document = document(event, summary);
    return new Line(
        document.map(Delivery::state).orElse(summary.state()),
        document.map(DeliveryView::line).orElseGet(() -> DeliveryView.line(event, summary)));
  }

  /** All about one delivery. */
  Optional<JsonObject> full(DeliveryId id, boolean payload) {
    Optional<Delivery> document = deliveries.get(id);
    if (document.isPresent()) {
      return Optional.of(DeliveryView.full(document.get(), payload));
    }
    if (id.generation() != 0) {
      return Optional.empty();
    }
    return events
        .get(id.event())
        .flatMap(
            event ->
                event
                    .delivery(id.webhookId())
                    .map(summary -> DeliveryView.full(event, summary, payload)));
  }

  private Optional<Delivery> document(EventRecord event, DeliverySummary summary) {
    return summary.state() == DeliveryState.DELIVERED || !event.recorded()
        ? Optional.empty()
        : deliveries.get(DeliveryView.idOf(event, summary));
  }

  /** A delivery in a list. */
  record Line(DeliveryState state, JsonObject json) {}
}
