package cloud.olympus.webhooks.api;

import static cloud.olympus.webhooks.api.Resource.allowed;

import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Skip;
import cloud.olympus.webhooks.event.EventFilter;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.event.EventRecord;
import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Permissions;
import cloud.olympus.webhooks.web.Problem;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of events at their subscribers, attempt by attempt. */
final class DeliveriesResource implements Resource {

  private static final String OF_WEBHOOK = WebhooksResource.ONE + "/deliveries";
  private static final String ONE = "/v1/deliveries/{id}";

  private final Subscriptions subscriptions;
  private final EventLog events;
  private final Deliveries deliveries;
  private final DeliveryLookup lookup;
  private final Skip skip;

  DeliveriesResource(
      Subscriptions subscriptions, EventLog events, Deliveries deliveries, Skip skip) {
    this.subscriptions = subscriptions;
    this.events = events;
    this.deliveries = deliveries;
    this.lookup = new DeliveryLookup(events, deliveries);
    this.skip = skip;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(OF_WEBHOOK, allowed(Permissions.WEBHOOKS_READ, this::list)),
        Route.get(ONE, allowed(Permissions.WEBHOOKS_READ, this::get)),
        Route.post(ONE + "/skip", allowed(Permissions.WEBHOOKS_WRITE, this::skip)));
  }

  /** Asked for again it answers the same: that delivery has ended as it was to end. */
  private Reply skip(Call call) {
    call.onlyQuery();
    DeliveryId id = id(call).orElseThrow(DeliveriesResource::notFound);
    Optional<Delivery> after = skip.skip(id);
    if (after.isPresent() && Skip.REASON.equals(after.get().reason())) {
      boolean payload = call.principal().has(Permissions.PAYLOAD_READ);
      return Reply.json(200, DeliveryView.full(after.get(), payload));
    }
    JsonObject current = lookup.full(id, false).orElseThrow(DeliveriesResource::notFound);
    throw ProblemException.of(
        Problem.CONFLICT.withDetail(
            "This delivery is " + current.get("state").getAsString() + ", too late to skip it."));
  }

  private Reply get(Call call) {
    return id(call)
        .flatMap(id -> lookup.full(id, call.principal().has(Permissions.PAYLOAD_READ)))
        .map(json -> Reply.json(200, json))
        .orElseThrow(DeliveriesResource::notFound);
  }

  /** Of a delivery of the caller's tenant. */
  private static Optional<DeliveryId> id(Call call) {
    return DeliveryId.parse(call.variable("id"))
        .filter(id -> id.tenantId().equals(call.principal().tenantId()));
  }

  private static ProblemException notFound() {
    return ProblemException.notFound("There is no delivery of this id.");
  }

  private Reply list(Call call) {
    call.onlyQuery("state", "limit", "cursor");
    Set<DeliveryState> states = states(call);
    Subscription webhook = WebhooksResource.find(subscriptions, call);
    Pages pages = Pages.of(call, webhook.tenantId(), "deliveries", webhook.id(), states.toString());
    // What a pass delivered at once has no document: it is found by its event alone.
    boolean byEvent = states.isEmpty() || states.contains(DeliveryState.DELIVERED);
    return pages.reply(
        byEvent
            ? (cursor, limit) -> byEvent(webhook, states, cursor, limit)
            : (cursor, limit) -> byDocument(webhook, states, cursor, limit),
        JsonObject::toString);
  }

  private Page<JsonObject> byDocument(
      Subscription webhook, Set<DeliveryState> states, @Nullable String cursor, int limit) {
    var page = deliveries.list(webhook.lane(), states, cursor, limit);
    return new Page<>(page.items().stream().map(DeliveryView::line).toList(), page.next());
  }

  /** With a filter a page may hold fewer than asked for, or none, and yet not be the last. */
  private Page<JsonObject> byEvent(
      Subscription webhook, Set<DeliveryState> states, @Nullable String cursor, int limit) {
    Page<EventRecord> page =
        events.list(webhook.tenantId(), EventFilter.to(webhook.id()), cursor, limit);
    List<JsonObject> lines = new ArrayList<>();
    for (EventRecord event : page.items()) {
      event
          .delivery(webhook.id())
          .map(summary -> lookup.current(event, summary))
          .filter(line -> states.isEmpty() || states.contains(line.state()))
          .ifPresent(line -> lines.add(line.json()));
    }
    return new Page<>(lines, page.next());
  }

  private static Set<DeliveryState> states(Call call) {
    Set<DeliveryState> states = EnumSet.noneOf(DeliveryState.class);
    for (String code : call.queries("state")) {
      states.add(
          DeliveryState.ofCode(code)
              .orElseThrow(
                  () ->
                      ProblemException.invalid(
                          "state",
                          "unknown_value",
                          "This must be one of pending, held, delivered, exhausted, expired,"
                              + " cancelled; it may be repeated.")));
    }
    return states;
  }
}
