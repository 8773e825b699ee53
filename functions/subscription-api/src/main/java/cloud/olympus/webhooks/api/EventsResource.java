package cloud.olympus.webhooks.api;

import static cloud.olympus.webhooks.api.Resource.allowed;

import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.event.EventFilter;
import cloud.olympus.webhooks.event.EventKey;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Permissions;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import java.util.List;

/** {@code GET /v1/events}: every accepted event leaves a trace, matched or not. */
final class EventsResource implements Resource {

  private final EventLog events;
  private final DeliveryLookup lookup;

  EventsResource(EventLog events, Deliveries deliveries) {
    this.events = events;
    this.lookup = new DeliveryLookup(events, deliveries);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PublishResource.PATH, allowed(Permissions.EVENTS_READ, this::list)),
        Route.get(PublishResource.PATH + "/{id}", allowed(Permissions.EVENTS_READ, this::get)));
  }

  private Reply list(Call call) {
    call.onlyQuery("type", "webhook", "limit", "cursor");
    String tenantId = call.principal().tenantId();
    String type = call.query("type").filter(text -> !text.isEmpty()).orElse(null);
    String webhook = call.query("webhook").filter(text -> !text.isEmpty()).orElse(null);
    var filter = new EventFilter(type, webhook);
    Pages pages = Pages.of(call, tenantId, "events", String.valueOf(type), String.valueOf(webhook));
    boolean payload = call.principal().has(Permissions.PAYLOAD_READ);
    return pages.reply(
        (cursor, limit) -> events.list(tenantId, filter, cursor, limit),
        accepted -> EventView.line(accepted, payload));
  }

  private Reply get(Call call) {
    boolean payload = call.principal().has(Permissions.PAYLOAD_READ);
    return Names.wellFormed(call.variable("id"))
        .flatMap(id -> events.get(new EventKey(call.principal().tenantId(), id)))
        .map(accepted -> Reply.json(200, EventView.full(accepted, lookup, payload)))
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "There is no event of this id, or it is not accepted yet."));
  }
}
