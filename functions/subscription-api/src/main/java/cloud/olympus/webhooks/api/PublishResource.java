package cloud.olympus.webhooks.api;

import static cloud.olympus.webhooks.api.Resource.allowed;
import static java.nio.charset.StandardCharsets.UTF_8;

import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Reading;
import cloud.olympus.webhooks.event.Violation;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.FieldError;
import cloud.olympus.webhooks.web.FieldErrors;
import cloud.olympus.webhooks.web.Permissions;
import cloud.olympus.webhooks.web.Principal;
import cloud.olympus.webhooks.web.Problem;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import cloud.olympus.webhooks.web.log.TraceParent;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * {@code POST /v1/events}: publishes one event. Answered 202 once the bus has it for good; its id
 * makes a repetition harmless. The busiest path: the body is parsed once and never copied whole.
 */
final class PublishResource implements Resource {

  static final String PATH = "/v1/events";

  private final EventBus bus;
  private final Catalogue catalogue;
  private final RandomGenerator random;

  PublishResource(EventBus bus, Catalogue catalogue, RandomGenerator random) {
    this.bus = bus;
    this.catalogue = catalogue;
    this.random = random;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post(PATH, allowed(Permissions.EVENTS_PUBLISH, this::publish))
            .withBodyLimit(Event.MAX_BYTES));
  }

  private Reply publish(Call call) {
    call.requireJson();
    Principal principal = call.principal();
    byte[] body = call.body();
    Reading reading =
        EnvelopeReader.read(
            body, Map.of("tenant_id", principal::tenantId, "id", () -> newId(call)));
    Event event =
        switch (reading) {
          case Reading.Malformed malformed -> throw refused(malformed);
          case Reading.Accepted accepted -> check(accepted, principal);
        };
    if (body.length > Event.MAX_BYTES / 2) {
      checkSize(event);
    }
    bus.publish(traced(ordered(event), call));
    // Neither id holds a character that JSON escapes.
    return Reply.json(
        202, "{\"id\":\"" + event.id() + "\",\"message_id\":\"" + event.key().messageId() + "\"}");
  }

  /** A repetition would get another id, so a caller who asks for idempotency has to choose one. */
  private String newId(Call call) {
    if (!call.headers("Idempotency-Key").isEmpty()) {
      throw ProblemException.invalid(
          "id", "required", "An event's id is its idempotency key: send an id of your own.");
    }
    return Names.random("evt_", random);
  }

  private static ProblemException refused(Reading.Malformed malformed) {
    if (!malformed.reason().equals("invalid_field")) {
      return ProblemException.malformedJson(malformed.violations().getFirst().message());
    }
    return ProblemException.invalid(
        malformed.violations().stream()
            .map(wrong -> new FieldError(wrong.field(), wrong.code(), sentence(wrong)))
            .toList());
  }

  private static String sentence(Violation wrong) {
    return "This " + wrong.message() + ".";
  }

  private Event check(Reading.Accepted accepted, Principal principal) {
    Event event = accepted.event();
    if (!event.tenantId().equals(principal.tenantId())) {
      throw forbidden("tenant_id", "This is not the tenant of your token.");
    }
    var errors = new FieldErrors();
    for (String name : accepted.unknownFields()) {
      errors.add(name, "unknown", "This field is not known here.");
    }
    if (event.id().startsWith("stripe_")) {
      errors.add("id", "reserved", "Ids that begin with stripe_ are made from Stripe's events.");
    }
    if (event.type().startsWith("webhook.") || event.type().startsWith("delivery.")) {
      errors.add("type", "reserved", "Events of these types are told by the platform itself.");
    } else if (!Catalogue.SOURCES.contains(event.source())) {
      errors.add(
          "source",
          "unknown_source",
          "This must be one of " + String.join(", ", Catalogue.SOURCES) + '.');
    } else if (catalogue.domainOf(event.source(), event.type()).isEmpty()) {
      errors.add(
          "type",
          "unknown_event_type",
          catalogue.suggestions(event.type(), List.of(event.source())));
    }
    errors.throwIfAny();
    if (!principal.sources().contains(event.source())) {
      throw forbidden("source", "Your token may not publish for this source.");
    }
    return event;
  }

  private static ProblemException forbidden(String field, String message) {
    return ProblemException.of(
        Problem.FORBIDDEN.withErrors(List.of(new FieldError(field, "forbidden", message))));
  }

  /** What is filled in and escaped may make the envelope larger than the body was. */
  private static void checkSize(Event event) {
    if (Envelope.write(event).getBytes(UTF_8).length > Event.MAX_BYTES) {
      throw ProblemException.of(
          Problem.TOO_LARGE.withDetail(
              "The envelope may have at most " + Event.MAX_BYTES + " bytes."));
    }
  }

  /** By the key that the catalogue finds in its data, unless the envelope names one. */
  private Event ordered(Event event) {
    if (event.orderingKey() != null) {
      return event;
    }
    return catalogue
        .find(event.source(), event.type())
        .flatMap(type -> type.orderingKeyOf(JsonParser.parseString(event.data()).getAsJsonObject()))
        .map(event::inOrderOf)
        .orElse(event);
  }

  /** With the caller's trace, unless the envelope names one; what is malformed is ignored. */
  private static Event traced(Event event, Call call) {
    String given = event.traceparent();
    String trace =
        given != null && TraceParent.parse(given).isPresent()
            ? given
            : call.traceParent().map(TraceParent::toString).orElse(null);
    if (trace == null ? given == null : trace.equals(given)) {
      return event;
    }
    return new Event(
        event.tenantId(),
        event.id(),
        event.type(),
        event.source(),
        event.locationId(),
        event.timestamp(),
        event.data(),
        event.orderingKey(),
        event.subjectRef(),
        event.test(),
        trace);
  }
}
