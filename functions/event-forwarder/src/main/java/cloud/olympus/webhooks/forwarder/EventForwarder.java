package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.delivery.AttemptLog;
import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.delivery.KeyRing;
import cloud.olympus.webhooks.delivery.Notices;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.delivery.RetryPolicy;
import cloud.olympus.webhooks.delivery.Sender;
import cloud.olympus.webhooks.delivery.Stores;
import cloud.olympus.webhooks.delivery.Threads;
import cloud.olympus.webhooks.forwarder.Callers.Caller;
import cloud.olympus.webhooks.lane.Checkup;
import cloud.olympus.webhooks.lane.Drain;
import cloud.olympus.webhooks.lane.Sweep;
import cloud.olympus.webhooks.ledger.DeadLetters;
import cloud.olympus.webhooks.payment.PaymentAccounts;
import cloud.olympus.webhooks.payment.PaymentOwners;
import cloud.olympus.webhooks.payment.PaymentRouter;
import cloud.olympus.webhooks.signing.TenantKeys;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.web.Handler;
import cloud.olympus.webhooks.web.Health;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Route;
import cloud.olympus.webhooks.web.Router;
import cloud.olympus.webhooks.web.Standalone;
import cloud.olympus.webhooks.web.log.Log;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The function that brings events to subscribers. Called by the bus, by wake-ups and by the
 * scheduler, never from outside. Thread-safe.
 */
public final class EventForwarder implements HttpFunction {

  /** Where the bus pushes topic {@code events}. */
  public static final String EVENTS = "/push/events";

  /** Where it pushes, in order, those of topic {@code events} that have an ordering key. */
  public static final String ORDERED = "/push/ordered";

  /** Where the bus pushes topic {@code events-unrouted}. */
  public static final String UNROUTED = "/push/unrouted";

  /** Where the bus pushes topic {@code events-dead-letter}. */
  public static final String DEAD_LETTERS = "/push/dead-letters";

  /** Where a wake-up of a lane goes. */
  public static final String WAKE = "/wake";

  /** Where the scheduler's sweep goes. */
  public static final String SWEEP = "/sweep";

  /** Its name in logs and in {@code /health}. */
  public static final String SERVICE = "event-forwarder";

  /**
   * More than the bus carries: 10 MB in base64, attributes and wrapping. What was refused here
   * could not even become a dead letter, and would be pushed again and again.
   */
  private static final int PUSH_LIMIT = 16 * 1024 * 1024;

  private final InFlight inFlight = new InFlight();
  private final LargeMessages large = new LargeMessages();
  private final HttpFunction routes;

  /** What the forwarder works on. */
  public record Ports(
      Stores stores,
      EventBus bus,
      DeadLetters deadLetters,
      PaymentAccounts accounts,
      PaymentOwners owners,
      Sender sender,
      Vault vault,
      TenantKeys tenantKeys) {}

  /** As the platform starts it: from the environment. */
  public EventForwarder() {
    this.routes = Standalone.start(SERVICE, System.getenv(), Wiring::assemble);
  }

  /**
   * On given ports.
   *
   * @param callers who may call which entry point
   * @param threads runs requests to subscribers side by side; unbounded, as virtual threads are
   * @param kept how long events are kept
   * @param nanos a clock that only grows, such as {@link System#nanoTime}
   */
  public EventForwarder(
      Ports ports,
      Callers callers,
      Catalogue catalogue,
      AttemptLog attempts,
      Threads threads,
      Duration kept,
      InstantSource clock,
      LongSupplier nanos,
      RandomGenerator random,
      Log log) {
    var fairway = new Fairway(DeliveryRules.DEFAULT_IN_FLIGHT, nanos);
    var stores = ports.stores;
    var notices = new Notices(ports.bus::publish);
    var courier =
        new Courier(
            ports.sender,
            new KeyRing(ports.vault, ports.tenantKeys),
            new RetryPolicy(random),
            stores.subscriptions(),
            notices,
            attempts,
            clock);
    var checkup = new Checkup(stores, courier, notices, clock);
    var pass = new Pass(stores, courier, checkup, fairway, threads, clock, nanos, kept);
    var drain =
        new Drain(stores, courier, checkup, fairway, threads, clock, kept, inFlight::isClosed);
    var lanes =
        new LaneCalls(drain, new Sweep(stores.lanes(), stores.wakeups(), threads, clock), log);
    var grave = new Grave(ports.bus, clock, log);
    var payments = new PaymentRouter(ports.accounts, ports.owners);
    var events = new EventPushes(pass, grave, payments, catalogue, clock, nanos);
    var unrouted = new UnroutedPushes(payments, ports.bus, grave);
    var deadLetters = new DeadLetterPushes(ports.deadLetters, clock);
    this.routes =
        Router.builder(log, random)
            .route(Health.route(SERVICE, List::of))
            .route(push(callers, EVENTS, events::handle))
            .route(push(callers, ORDERED, events::handle))
            .route(push(callers, UNROUTED, unrouted::handle))
            .route(push(callers, DEAD_LETTERS, deadLetters::handle))
            .route(post(callers, WAKE, Caller.WAKEUPS, lanes::wake))
            .route(post(callers, SWEEP, Caller.SCHEDULER, lanes::sweep))
            .build();
  }

  private Route push(Callers callers, String path, Handler handler) {
    return post(callers, path, Caller.BUS, large.few(handler)).withBodyLimit(PUSH_LIMIT);
  }

  private Route post(Callers callers, String path, Caller caller, Handler handler) {
    return Route.post(
        path,
        call -> {
          callers.check(caller, call);
          if (!inFlight.enter()) {
            throw ProblemException.unavailable("Shutting down.", Duration.ofSeconds(1));
          }
          try {
            return handler.handle(call);
          } finally {
            inFlight.leave();
          }
        });
  }

  /** Refuses new passes and drains from now on; those that run are finished. */
  public void stop() {
    inFlight.close();
  }

  /** Waits until nothing runs; false where that takes longer. */
  public boolean awaitIdle(Duration patience) throws InterruptedException {
    return inFlight.awaitNone(patience);
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws Exception {
    routes.service(request, response);
  }
}
