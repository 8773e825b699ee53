package cloud.olympus.webhooks.forwarder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventAttributes;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.Stores;
import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.ledger.DeadLetters;
import cloud.olympus.webhooks.payment.PaymentAccounts;
import cloud.olympus.webhooks.payment.PaymentOwners;
import cloud.olympus.webhooks.payment.UnroutedPaymentJson;
import cloud.olympus.webhooks.signing.SigningSecret;
import cloud.olympus.webhooks.signing.TenantKeys;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.memory.BusMessage;
import cloud.olympus.webhooks.testkit.memory.InMemoryDeadLetters;
import cloud.olympus.webhooks.testkit.memory.InMemoryDeliveries;
import cloud.olympus.webhooks.testkit.memory.InMemoryEventBus;
import cloud.olympus.webhooks.testkit.memory.InMemoryEventLog;
import cloud.olympus.webhooks.testkit.memory.InMemoryKillSwitches;
import cloud.olympus.webhooks.testkit.memory.InMemoryLanes;
import cloud.olympus.webhooks.testkit.memory.InMemoryPaymentAccounts;
import cloud.olympus.webhooks.testkit.memory.InMemoryPaymentOwners;
import cloud.olympus.webhooks.testkit.memory.InMemoryStore;
import cloud.olympus.webhooks.testkit.memory.InMemorySubscriptions;
import cloud.olympus.webhooks.testkit.memory.InMemoryTenantKeys;
import cloud.olympus.webhooks.testkit.memory.InMemoryVault;
import cloud.olympus.webhooks.testkit.memory.InMemoryWakeups;
import cloud.olympus.webhooks.testkit.memory.ScriptedSender;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import cloud.olympus.webhooks.web.log.JsonLog;
import cloud.olympus.webhooks.web.log.Severity;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The function on ports in memory, one of which may be out, and the bus that pushes to it. */
final class TestForwarder implements AutoCloseable {

  /** In the middle of its range, so that jitter changes nothing. */
  private static final RandomGenerator MIDDLE = () -> Long.MIN_VALUE;

  private static final Catalogue CATALOGUE = Catalogue.load();

  final TestClock clock = new TestClock();
  final String tenant = Samples.fresh("tenant");
  final ScriptedSender sender = new ScriptedSender();
  final InMemorySubscriptions subscriptions = new InMemorySubscriptions();
  final InMemoryEventLog events;
  final InMemoryDeliveries deliveries;
  final InMemoryLanes lanes;
  final InMemoryWakeups wakeups = new InMemoryWakeups();
  final InMemoryEventBus bus = new InMemoryEventBus();
  final InMemoryDeadLetters deadLetters = new InMemoryDeadLetters();
  final InMemoryPaymentAccounts accounts = new InMemoryPaymentAccounts();
  final InMemoryPaymentOwners owners = new InMemoryPaymentOwners();
  final Outage outage = new Outage();
  final EventForwarder function;

  private final InMemoryVault vault = new InMemoryVault();
  final InMemoryTenantKeys tenantKeys = new InMemoryTenantKeys();
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  TestForwarder() {
    this(_ -> Callers.TRUSTED);
  }

  /** That lets in whom it should, by its clock. */
  TestForwarder(Function<TestClock, Callers> callers) {
    var store = new InMemoryStore();
    events = new InMemoryEventLog(store);
    deliveries = new InMemoryDeliveries(store);
    lanes = new InMemoryLanes(store);
    function =
        new EventForwarder(
            new EventForwarder.Ports(
                new Stores(
                    outage.of(Subscriptions.class, subscriptions),
                    outage.of(KillSwitches.class, new InMemoryKillSwitches()),
                    outage.of(EventLog.class, events),
                    outage.of(Deliveries.class, deliveries),
                    outage.of(Lanes.class, lanes),
                    outage.of(Wakeups.class, wakeups)),
                outage.of(EventBus.class, bus),
                outage.of(DeadLetters.class, deadLetters),
                outage.of(PaymentAccounts.class, accounts),
                outage.of(PaymentOwners.class, owners),
                sender,
                vault,
                outage.of(TenantKeys.class, tenantKeys)),
            callers.apply(clock),
            CATALOGUE,
            (_, _) -> {},
            clock.threads(threads),
            Duration.ofDays(30),
            clock,
            clock::nanos,
            MIDDLE,
            new JsonLog(
                new PrintStream(lines, true, UTF_8), clock, Severity.DEBUG, Optional.empty()));
  }

  @Override
  public void close() {
    threads.close();
  }

  // Calls.

  InMemoryResponse call(InMemoryRequest request) {
    try {
      return InMemoryResponse.of(function, request);
    } catch (Exception e) {
      throw new AssertionError("the function must answer", e);
    }
  }

  /** A POST as the bus makes it. */
  InMemoryResponse post(String path, String body) {
    return call(InMemoryRequest.post(path).json(body));
  }

  InMemoryResponse push(String path, byte[] data, Map<String, String> attributes) {
    return post(path, body(data, attributes));
  }

  /** An event as our own publishers publish it. */
  InMemoryResponse push(Event event) {
    return push(
        EventForwarder.EVENTS,
        Envelope.write(event).getBytes(UTF_8),
        EventAttributes.of(event, CATALOGUE));
  }

  InMemoryResponse wake(Subscription subscription) {
    return wakeAgain(subscription, 0);
  }

  /** As Cloud Tasks does it, which says how often it has called before. */
  InMemoryResponse wakeAgain(Subscription subscription, int retries) {
    var body = new JsonObject();
    body.addProperty("tenant_id", subscription.tenantId());
    body.addProperty("webhook_id", subscription.id());
    return call(
        InMemoryRequest.post(EventForwarder.WAKE)
            .header("X-CloudTasks-TaskRetryCount", Integer.toString(retries))
            .json(body.toString()));
  }

  /** What Pub/Sub wraps around a message. */
  static String body(byte[] data, Map<String, String> attributes) {
    return body("\"data\":\"" + Base64.getEncoder().encodeToString(data) + "\",", attributes);
  }

  /**
   * Likewise.
   *
   * @param data the member with a comma after it, or nothing
   */
  static String body(String data, Map<String, String> attributes) {
    var named = new JsonObject();
    attributes.forEach(named::addProperty);
    return "{\"message\":{"
        + data
        + "\"attributes\":"
        + named
        + ",\"messageId\":\"2070443601311540\",\"message_id\":\"2070443601311540\","
        + "\"publishTime\":\"2026-03-01T09:59:59.5Z\",\"publish_time\":\"2026-03-01T09:59:59.5Z\"},"
        + "\"subscription\":\"projects/olympus-test/subscriptions/forwarder\",\"deliveryAttempt\":1}";
  }

  // What is around it.

  /** Pushes all that was published, and what comes of it, until the bus is empty. */
  void pump() {
    for (var message = bus.messages().poll(); message != null; message = bus.messages().poll()) {
      assertEquals(204, push(message).status());
    }
  }

  private InMemoryResponse push(BusMessage message) {
    return switch (message) {
      case BusMessage.OfEvent(var event) -> push(event);
      case BusMessage.OfPayment(var payment) ->
          push(
              EventForwarder.UNROUTED,
              UnroutedPaymentJson.write(payment).getBytes(UTF_8),
              Map.of());
      case BusMessage.OfDeadLetter(var letter) ->
          push(
              EventForwarder.DEAD_LETTERS,
              Base64.getDecoder().decode(letter.body()),
              EventAttributes.of(letter));
    };
  }

  SubscriptionSample sample() {
    String id = Samples.fresh("wh");
    byte[] secret = SigningSecret.generate(RandomGenerator.getDefault()).bytes();
    String sealed = vault.seal(secret, Subscription.owner(tenant, id));
    return SubscriptionSample.of(tenant).id(id).keys(new SigningKey(sealed, clock.instant(), null));
  }

  Subscription subscribe() {
    return subscribe(sample());
  }

  Subscription subscribe(SubscriptionSample sample) {
    return subscriptions.create(sample.build());
  }

  Event event() {
    return Samples.event(tenant);
  }

  // What came of it.

  /** How many requests an endpoint got. */
  int sentTo(Subscription subscription) {
    return sender.sent(subscription.lane()).size();
  }

  /** The body of the only request that an endpoint got. */
  String bodySentTo(Subscription subscription) {
    var sent = sender.sent(subscription.lane());
    assertEquals(1, sent.size());
    return new String(sent.getFirst().body(), UTF_8);
  }

  /** The only message on the bus, which has to be a dead letter. */
  DeadLetter published() {
    assertEquals(1, bus.messages().size(), bus.messages().toString());
    return bus.messages().peek() instanceof BusMessage.OfDeadLetter(var letter)
        ? letter
        : DeadLetter.of("not a dead letter", "", null, null, new byte[0], clock.instant());
  }

  /** All dead letters that the API would show an operator. */
  List<DeadLetter> stored() {
    return deadLetters.list(null, null, 100).items();
  }

  String logged() {
    return lines.toString(UTF_8);
  }
}
