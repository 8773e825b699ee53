package cloud.olympus.webhooks.stripe;

import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Health;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import cloud.olympus.webhooks.web.Router;
import cloud.olympus.webhooks.web.Standalone;
import cloud.olympus.webhooks.web.log.Fields;
import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.log.TraceParent;
import cloud.olympus.webhooks.web.settings.Settings;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * {@code POST /v1/webhooks/stripe}: takes Stripe's events and answers 2xx only after the bus has
 * them. What does not verify or parse gets 400 and is Stripe's to repeat or not; what the bus
 * cannot take now gets 503. Thread-safe.
 */
public final class StripeWebhook implements HttpFunction {

  /** Where Stripe sends to. */
  public static final String PATH = "/v1/webhooks/stripe";

  /** This deployable's name. */
  public static final String SERVICE = "stripe-webhook";

  private static final int BODY_LIMIT = 512 * 1024;
  private static final Reply RECEIVED = Reply.json(200, "{\"received\":true}");

  private final HttpFunction function;

  /** What the platform calls: wired from the environment. */
  public StripeWebhook() {
    this(Standalone.start(SERVICE, System.getenv(), Wiring::assemble));
  }

  private StripeWebhook(HttpFunction function) {
    this.function = function;
  }

  /**
   * A function.
   *
   * @param clock tells the age of signatures
   * @param random makes incident ids; thread-safe
   */
  public StripeWebhook(
      StripeSettings settings, EventBus bus, InstantSource clock, RandomGenerator random, Log log) {
    this(
        Router.builder(log, random)
            .route(
                Route.post(PATH, new Receiver(settings, bus, clock, log)::receive)
                    .withBodyLimit(BODY_LIMIT))
            .route(Health.route(SERVICE, () -> obstacles(settings)))
            .build());
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws Exception {
    function.service(request, response);
  }

  private static List<String> obstacles(StripeSettings settings) {
    return settings.signingSecrets().get().isEmpty()
        ? List.of(Settings.PREFIX + StripeSettings.SIGNING_SECRETS + " is missing")
        : List.of();
  }

  /** From a request to the bus. */
  private record Receiver(
      StripeSettings settings,
      StripeSignature signature,
      StripeMapping mapping,
      EventBus bus,
      Log log) {

    Receiver(StripeSettings settings, EventBus bus, InstantSource clock, Log log) {
      this(
          settings,
          new StripeSignature(settings.signingSecrets(), clock),
          new StripeMapping(settings),
          bus,
          log);
    }

    Reply receive(Call call) {
      if (settings.signingSecrets().get().isEmpty()) {
        log.error(
            "stripe event not taken: no signing secret is set",
            Map.of("setting", Settings.PREFIX + StripeSettings.SIGNING_SECRETS),
            null);
        throw ProblemException.unavailable("No signing secret is set.", Duration.ofMinutes(1));
      }
      byte[] body = call.body();
      var refusal = signature.refusal(call.headers("Stripe-Signature"), body);
      if (refusal.isPresent()) {
        log.warning("stripe signature refused", Map.of("reason", refusal.get().name()));
        throw ProblemException.badRequest(refusal.get().detail());
      }
      StripeEvent event = StripeEvent.read(body);
      var fields = new LinkedHashMap<String, Object>();
      fields.put("stripe_event", event.id());
      fields.put("stripe_type", event.type());
      call.traceParent().ifPresent(trace -> fields.put(Fields.TRACEPARENT, trace));
      publish(
          mapping.map(event, call.traceParent().map(TraceParent::toString).orElse(null)), fields);
      return RECEIVED;
    }

    private void publish(Outcome outcome, Map<String, Object> fields) {
      switch (outcome) {
        case Outcome.Routed(var event) -> {
          bus.publish(event);
          fields.put(Fields.TENANT_ID, event.tenantId());
          fields.put("type", event.type());
          log.info("stripe event published", fields);
        }
        case Outcome.Unrouted(var payment) -> {
          bus.publish(payment);
          fields.put("type", payment.type());
          log.info("stripe event published unrouted", fields);
        }
        case Outcome.Skipped(var reason) -> {
          fields.put("reason", reason);
          log.info("stripe event skipped", fields);
        }
      }
    }
  }
}
