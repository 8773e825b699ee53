package cloud.olympus.webhooks.api;

import static cloud.olympus.webhooks.api.Resource.allowed;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.catalogue.EventType;
import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.lane.OutOfTurn;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.FieldErrors;
import cloud.olympus.webhooks.web.Permissions;
import cloud.olympus.webhooks.web.Problem;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * {@code /v1/webhooks/{id}/test}: one sample event to one subscription, now and once, of whatever
 * status: whoever wants to enable an endpoint tries it first. Not where an operator has stopped it.
 */
final class TestResource implements Resource {

  private static final String PATH = WebhooksResource.ONE + "/test";
  private static final int MAX_WORD = 128;

  private final Subscriptions subscriptions;
  private final EventLog events;
  private final KillSwitches killSwitches;
  private final Courier courier;
  private final OutOfTurn outOfTurn;
  private final IdempotentPosts posts;
  private final Catalogue catalogue;
  private final InstantSource clock;
  private final RandomGenerator random;

  TestResource(
      Subscriptions subscriptions,
      EventLog events,
      KillSwitches killSwitches,
      Courier courier,
      OutOfTurn outOfTurn,
      IdempotentPosts posts,
      Catalogue catalogue,
      InstantSource clock,
      RandomGenerator random) {
    this.subscriptions = subscriptions;
    this.events = events;
    this.killSwitches = killSwitches;
    this.courier = courier;
    this.outOfTurn = outOfTurn;
    this.posts = posts;
    this.catalogue = catalogue;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.post(PATH, allowed(Permissions.WEBHOOKS_WRITE, posts.around(this::send))));
  }

  private Reply send(Call call) {
    JsonObject json = call.body().length == 0 ? new JsonObject() : call.json();
    Subscription webhook = WebhooksResource.find(subscriptions, call);
    if (killSwitches.stops(webhook.tenantId(), webhook.id())) {
      throw ProblemException.conflict("An operator has stopped what is sent there.");
    }
    EventType type = choose(json, webhook);
    Event event = sample(type, webhook);
    Delivery after = deliver(webhook, event);
    return reply(event, after, call.principal().has(Permissions.PAYLOAD_READ));
  }

  private EventType choose(JsonObject json, Subscription webhook) {
    var errors = new FieldErrors();
    var members = new Members(json, Set.of("type", "source"), errors);
    Optional<String> name = members.text("type", MAX_WORD);
    Optional<String> source = members.text("source", MAX_WORD);
    errors.throwIfAny();
    Collection<String> asked = source.map(List::of).orElse(List.of());
    if (!Catalogue.SOURCES.containsAll(asked)) {
      throw ProblemException.invalid(
          "source",
          "unknown_source",
          "This must be one of " + String.join(", ", Catalogue.SOURCES) + '.');
    }
    Collection<String> sources = asked.isEmpty() ? Catalogue.SOURCES : asked;
    return (name.isEmpty() ? wanted(webhook, sources) : named(name.get(), webhook, sources))
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "type",
                    "unknown_event_type",
                    name.map(unknown -> catalogue.suggestions(unknown, sources))
                        .orElse("This subscription has no type with a sample there; name one.")));
  }

  /** The first type that the subscription asked for. */
  private Optional<EventType> wanted(Subscription webhook, Collection<String> sources) {
    return webhook.events().stream()
        .flatMap(pattern -> catalogue.matching(pattern, sources).stream())
        .filter(type -> webhook.sources().isEmpty() || webhook.sources().contains(type.source()))
        .findFirst();
  }

  /** Of the sources that have the name, one that the subscription gets, if there is such. */
  private Optional<EventType> named(String name, Subscription webhook, Collection<String> sources) {
    List<EventType> types =
        catalogue.ofName(name).stream().filter(type -> sources.contains(type.source())).toList();
    return Stream.concat(
            types.stream().filter(type -> webhook.sources().contains(type.source())),
            types.stream())
        .findFirst();
  }

  private Event sample(EventType type, Subscription webhook) {
    return new Event(
        webhook.tenantId(),
        Names.random("test_", random),
        type.name(),
        type.source(),
        webhook.locations().stream().sorted().findFirst().orElse(null),
        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
        type.example().toString(),
        null,
        null,
        true,
        null);
  }

  /**
   * Sends first and writes afterwards: no message of the bus stands behind a test, so a record that
   * was begun before a crash would stay pending for ever.
   */
  private Delivery deliver(Subscription webhook, Event event) {
    var id = new DeliveryId(event.tenantId(), event.id(), webhook.id(), 0);
    Instant began = clock.instant();
    var fresh = Delivery.fresh(id, event.type(), began);
    Delivery after =
        outOfTurn
            .run(webhook, permit -> courier.attempt(webhook, event, fresh, permit))
            .orElseThrow(TestResource::isAtItsLimit);
    if (after.state() != DeliveryState.DELIVERED) {
      after = after.moved(DeliveryState.EXHAUSTED, after.dueAt(), "test", after.updatedAt());
    }
    Claim claim = events.claim(event, List.of(webhook.id()), began, Pass.LEASE);
    if (!(claim instanceof Claim.Mine mine)) {
      throw new IllegalStateException("a random id was taken");
    }
    events.record(mine.token(), List.of(after), clock.instant());
    return after;
  }

  private static ProblemException isAtItsLimit() {
    return ProblemException.of(
            Problem.TOO_MANY_REQUESTS.withDetail(
                "Its deliveries use up what rate_limit or max_in_flight allow."))
        .withHeader("Retry-After", "1");
  }

  private static Reply reply(Event event, Delivery after, boolean payload) {
    var json = new JsonObject();
    json.addProperty("event_id", event.id());
    json.addProperty("event_type", event.type());
    json.addProperty("source", event.source());
    json.addProperty("message_id", event.key().messageId());
    json.addProperty("delivery_id", after.id().toString());
    json.addProperty("state", after.state().code());
    after
        .lastAttempt()
        .ifPresent(attempt -> json.add("attempt", DeliveryView.attempt(attempt, payload)));
    return Reply.json(200, json);
  }
}
