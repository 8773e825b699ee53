package cloud.olympus.webhooks.testkit.engine;

import static cloud.olympus.webhooks.testkit.memory.ScriptedSender.failed;
import static cloud.olympus.webhooks.testkit.memory.ScriptedSender.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.spy;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.KeyRing;
import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.lane.Drain;
import cloud.olympus.webhooks.lane.EndpointState.Health;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.KillSwitches.Scope;
import cloud.olympus.webhooks.subscription.KillSwitches.Switch;
import cloud.olympus.webhooks.subscription.Ordering;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.testkit.Samples;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How endpoints are treated that do badly, and how they heal. */
class HealthTest {

  private static final Catalogue CATALOGUE = Catalogue.load();

  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  // The circuit.

  @Test
  void fiveFailuresOverAMinuteOpenTheCircuitAndNoFewer() {
    var subscription = engine.subscribe();
    var event = down(subscription);
    engine.pass(event);

    for (int failures = 2; failures < 5; failures++) {
      engine.wakeNext();
      assertEquals(Health.FAILING, health(subscription), "after " + failures);
    }
    engine.wakeNext();
    assertEquals(5, engine.sentTo(subscription));

    assertEquals(Health.OPEN, health(subscription));
  }

  @Test
  void aHolderWhoKnowsOfNoOpenCircuitLeavesTheFlagThatTellsOfIt() {
    var opened = engine.lanes.state(open().lane()).endpoint();
    var subscription = engine.subscribe();
    var lane = subscription.lane();
    engine.sender.always(lane, _ -> status(429));
    engine.pass(engine.event());
    // While its lane sends, another process opens its circuit.
    engine.sender.always(
        lane,
        _ -> {
          Instant now = engine.clock.instant();
          engine.lanes.report(lane, _ -> opened, now);
          engine.subscriptions.flag(lane, new Flag(Flag.Kind.OPEN, now.plusSeconds(3_600)));
          return status(429);
        });

    engine.wakeNext();

    var routes = engine.subscriptions.routes(engine.tenant, null);
    assertEquals(2, engine.sentTo(subscription));
    assertEquals(Health.OPEN, health(subscription));
    assertEquals(
        Optional.of(Flag.Kind.OPEN),
        routes.flag(subscription.id(), engine.clock.instant()).map(Flag::kind));
  }

  @Test
  void aHolderWhoStoodStillLeavesTheFlagThatTellsOfAnOpenCircuit() {
    var subscription = engine.subscribe();
    var lane = subscription.lane();
    engine.sender.always(lane, _ -> status(429));
    engine.pass(engine.event());
    // After it has looked at the flags time goes by, and another process opens its circuit.
    var others = engine.subscriptions;
    engine.subscriptions = spy(others);
    doAnswer(
            call -> {
              var seen = call.callRealMethod();
              engine.clock.advance(Courier.DEADLINE.plusSeconds(1));
              Instant now = engine.clock.instant();
              others.flag(lane, new Flag(Flag.Kind.OPEN, now.plusSeconds(3_600)));
              return seen;
            })
        .when(engine.subscriptions)
        .routes(engine.tenant, null);

    engine.wakeNext();

    assertEquals(2, engine.sentTo(subscription));
    assertEquals(
        Optional.of(Flag.Kind.OPEN),
        others
            .routes(engine.tenant, null)
            .flag(subscription.id(), engine.clock.instant())
            .map(Flag::kind));
  }

  @Test
  void whileItIsOpenThereIsOneProbeAtATimeAtGrowingIntervals() {
    var subscription = open();
    int before = engine.sentTo(subscription);
    for (int i = 0; i < 3; i++) {
      engine.pass(engine.event());
    }
    assertEquals(before, engine.sentTo(subscription), "what comes is held");

    List<Duration> pauses = new ArrayList<>();
    Instant last = engine.clock.instant();
    for (int i = 0; i < 9; i++) {
      engine.wakeNext();
      assertEquals(before + i + 1, engine.sentTo(subscription));
      pauses.add(Duration.between(last, engine.clock.instant()));
      last = engine.clock.instant();
    }

    assertEquals(30, pauses.getFirst().toSeconds());
    assertEquals(60, pauses.get(1).toSeconds());
    assertEquals(60, pauses.getLast().toMinutes());
    assertEquals(Map.of(DeliveryState.HELD, 4L), engine.deliveries.count(subscription.lane()));
  }

  @Test
  void aProbeUsesUpNoStepOfTheSchedule() {
    var subscription = engine.subscribe();
    var event = open(subscription);
    int charged = engine.document(event, subscription).charged();

    engine.wakeNext();
    engine.wakeNext();

    var delivery = engine.document(event, subscription);
    assertEquals(charged, delivery.charged());
    assertEquals(charged + 2, delivery.attempts().size());
    assertEquals("circuit_open", delivery.reason());
  }

  @Test
  void whenItAnswersAgainAllThatIsHeldArrivesOnce() {
    var subscription = open();
    for (int i = 0; i < 150; i++) {
      engine.clock.advance(Duration.ofMillis(10));
      engine.pass(engine.event());
    }
    engine.sender.always(subscription.lane(), _ -> status(200));
    int before = engine.sentTo(subscription);

    engine.wakeNext();

    assertEquals(Health.HEALTHY, health(subscription));
    assertEquals(151, engine.sentTo(subscription) - before);
    assertEquals(
        Set.of(DeliveryState.DELIVERED), engine.deliveries.count(subscription.lane()).keySet());
    var next = engine.event();
    engine.pass(next);
    assertFalse(engine.hasDocument(next, subscription), "it goes directly again");
  }

  @Test
  void anEndpointThatDislikesAnEventIsNotDown() {
    var subscription = engine.subscribe();
    engine.sender.always(subscription.lane(), _ -> status(400));
    engine.pass(engine.event());

    while (engine.wakeNext()) {
      assertFalse(engine.lanes.state(subscription.lane()).endpoint().open());
    }

    assertEquals(10, engine.sentTo(subscription));
  }

  @Test
  void ourOwnTroubleIsNotItsFault() {
    var subscription = engine.subscribe();
    engine.sender.always(subscription.lane(), _ -> failed(Failure.RESOLVER_DOWN));
    engine.pass(engine.event());

    for (int i = 0; i < 50; i++) {
      engine.wakeNext();
    }

    assertEquals(Health.HEALTHY, health(subscription));
    assertEquals(List.of(), told());
  }

  @Test
  void aProbeThatFailsByOurOwnFaultIsFollowedByAnotherAfterAWhile() {
    var subscription = open();
    int before = engine.sentTo(subscription);
    engine.sender.always(
        subscription.lane(),
        _ -> {
          engine.stopping.set(engine.sentTo(subscription) > before + 10);
          return failed(Failure.RESOLVER_DOWN);
        });

    engine.wakeNext();
    assertEquals(before + 1, engine.sentTo(subscription));
    assertEquals(30, untilNextWake().toSeconds());
    engine.wakeNext();
    assertEquals(before + 2, engine.sentTo(subscription));
    assertEquals(30, untilNextWake().toSeconds(), "it says nothing of the endpoint");

    engine.sender.always(subscription.lane(), _ -> status(200));
    engine.wakeNext();
    assertEquals(Health.HEALTHY, health(subscription));
  }

  @Test
  void whoeverEnablesASubscriptionClosesItsCircuit() {
    var subscription = open();
    engine.sender.always(subscription.lane(), _ -> status(200));

    engine.lanes.report(
        subscription.lane(),
        _ -> cloud.olympus.webhooks.lane.EndpointState.HEALTHY,
        engine.clock.instant());
    engine.wakeLane(subscription);
    engine.wake();
    engine.wakeNext();

    assertEquals(
        Set.of(DeliveryState.DELIVERED), engine.deliveries.count(subscription.lane()).keySet());
  }

  @Test
  void howeverMuchIsLearntInOneDrainItIsReported() throws Exception {
    var subscription = engine.subscribe();
    for (int i = 0; i < 6_000; i++) {
      enqueue(subscription, DeliveryState.PENDING, false);
    }
    engine.sender.always(subscription.lane(), _ -> status(400));

    // As deep as a store's own thread may be.
    var thread = new Thread(null, () -> engine.drain(subscription.lane()), "shallow", 256 * 1024);
    thread.start();
    thread.join();

    assertEquals(6_000, engine.lanes.state(subscription.lane()).endpoint().failures());
  }

  // Rest.

  @Test
  void anEndpointThatAsksForLessGetsNothingUntilThen() {
    var subscription = engine.subscribe();
    engine.sender.next(subscription.lane(), status(429, Map.of("retry-after", "120")));
    engine.pass(engine.event());
    Instant asked = engine.clock.instant().plusSeconds(120);
    engine.pass(engine.event());
    engine.pass(engine.event());
    engine.wake();
    assertEquals(1, engine.sentTo(subscription));

    while (engine.sentTo(subscription) == 1) {
      engine.wakeNext();
    }

    assertFalse(engine.clock.instant().isBefore(asked));
    assertEquals(Map.of(DeliveryState.DELIVERED, 3L), engine.deliveries.count(subscription.lane()));
  }

  // What tenants are told.

  @Test
  void aTenantIsToldOnceThatAnEndpointFailsAndOnceThatItRecovered() {
    var subscription = open();
    engine.wakeNext();
    engine.wakeNext();
    assertEquals(List.of("webhook.failing"), told());

    engine.sender.always(subscription.lane(), _ -> status(200));
    engine.wakeNext();
    engine.pass(engine.event());

    assertEquals(List.of("webhook.failing", "webhook.recovered"), told());
    assertTrue(engine.told.getFirst().data().contains("\"consecutive_failures\":5"));
    assertTrue(engine.told.getLast().data().contains("\"waiting_deliveries\":"));
  }

  @Test
  void anEventThatOneEndpointRefusesWhileOthersArriveIsNoFailingEndpoint() {
    var subscription = engine.subscribe();
    engine.sender.always(
        subscription.lane(),
        request -> status(new String(request.body(), UTF_8).contains("poison") ? 500 : 200));
    engine.pass(Samples.event(engine.tenant, "evt-p", Samples.TYPE, "{\"poison\":1}"));

    for (int i = 0; i < 6; i++) {
      engine.clock.advance(Duration.ofSeconds(1));
      engine.pass(engine.event());
      engine.wakeNext();
    }

    assertEquals(List.of(), told());
    assertEquals(Status.ACTIVE, engine.current(subscription).status());
  }

  @Test
  void afterFiveDaysOfFailuresASubscriptionIsDisabledAndItsTenantTold() {
    var subscription = open();
    Instant began = engine.clock.instant();
    while (engine.current(subscription).isActive()) {
      assertTrue(engine.wakeNext());
    }

    assertEquals(DisabledReason.FAILING, engine.current(subscription).disabledReason());
    long hours = Duration.between(began, engine.clock.instant()).toHours();
    assertTrue(hours >= 5 * 24 - 3 && hours < 5 * 24, hours + " h after it opened");
    assertEquals(List.of("webhook.failing", "webhook.disabled"), told());
    assertEquals(Map.of(DeliveryState.HELD, 1L), engine.deliveries.count(subscription.lane()));
  }

  @Test
  void whatWasWellOnTheDirectRoadSinceThenIsNotDisabledForOneEventThatItRefuses() {
    var subscription = engine.subscribe();
    engine.sender.always(subscription.lane(), _ -> status(422));
    engine.pass(engine.event());
    wakeAll();
    assertEquals(List.of("webhook.failing", "delivery.exhausted"), told());

    // So long nothing came that anything which kept it off the direct road has ended.
    engine.clock.advance(Duration.ofDays(40));
    engine.sender.always(subscription.lane(), _ -> status(200));
    engine.pass(engine.event());
    engine.sender.always(subscription.lane(), _ -> status(422));
    engine.pass(engine.event());
    engine.wakeNext();

    assertTrue(engine.current(subscription).isActive());
    assertEquals(List.of("webhook.failing", "delivery.exhausted", "webhook.recovered"), told());
  }

  @Test
  void ofADeliveryThatHasNoAttemptLeftItsTenantIsToldButNotOfANotice() {
    var subscription = engine.subscribe(engine.sample().events("*", "webhook.*", "delivery.*"));
    engine.sender.always(subscription.lane(), _ -> status(400));
    engine.pass(engine.event());
    wakeAll();
    assertEquals(List.of("webhook.failing", "delivery.exhausted"), told());

    engine.told.forEach(engine::pass);
    wakeAll();

    assertEquals(1, told().stream().filter("delivery.exhausted"::equals).count());
  }

  @Test
  void whoAsksForEverythingGetsNoNoticeUnlessItAsksForThoseToo() {
    var everything = engine.subscribe();
    var notices = engine.subscribe(engine.sample().events("webhook.*"));
    engine.pass(Samples.event(engine.tenant, "evt-n", "webhook.failing", "{}"));

    assertEquals(0, engine.sentTo(everything));
    assertEquals(1, engine.sentTo(notices));
  }

  @Test
  void whatIsHeldForTooLongExpiresAndItsTenantIsTold() {
    var subscription = engine.subscribe(engine.sample().paused());
    var event = engine.event();
    engine.pass(event);

    wakeAll();

    assertEquals(DeliveryState.EXPIRED, engine.document(event, subscription).state());
    assertEquals(List.of("delivery.expired"), told());
    assertEquals(0, engine.sentTo(subscription));
    assertNull(engine.lanes.state(subscription.lane()).nextWake());
  }

  // The kill switch.

  @Test
  void whatAnOperatorStopsIsHeldAndGoesOnWhenItIsTakenBack() {
    var stopped = engine.subscribe();
    var other = engine.subscribe();
    var scope = new Scope(engine.tenant, stopped.id());
    engine.killSwitches.put(new Switch(scope, "", engine.clock.instant()));
    var event = engine.event();

    engine.pass(event);

    assertEquals("kill_switch", engine.document(event, stopped).reason());
    assertEquals(0, engine.sentTo(stopped));
    assertEquals(1, engine.sentTo(other));
    engine.wakeNext();
    assertEquals(0, engine.sentTo(stopped));
    engine.killSwitches.remove(scope);
    engine.wakeNext();
    assertEquals(1, engine.sentTo(stopped));
  }

  // Limits.

  @Test
  void aRateLimitHoldsInEveryTenSecondsAndUsesWhatItHas() {
    for (int limit : List.of(1, 100)) {
      var subscription =
          engine.subscribe(engine.sample().rules(DeliveryRules.DEFAULT.withRateLimit(limit)));
      List<Instant> sent = new ArrayList<>();
      engine.sender.always(
          subscription.lane(),
          _ -> {
            synchronized (sent) {
              sent.add(engine.clock.instant());
            }
            return status(200);
          });
      int events = 20 * limit + 1;
      for (int i = 0; i < events; i++) {
        engine.pass(engine.event());
      }
      Instant began = engine.clock.instant();

      while (sent.size() < events) {
        assertTrue(engine.wakeNext());
      }

      for (var from : sent) {
        long inTen =
            sent.stream()
                .filter(at -> !at.isBefore(from) && !at.isAfter(from.plusSeconds(10)))
                .count();
        assertTrue(inTen <= limit * 10 * 1.1 + 1, inTen + " in 10 s of " + limit);
      }
      assertTrue(Duration.between(began, sent.getLast()).toSeconds() <= 21);
      subscriptionDone(subscription);
    }
  }

  @Test
  void aSecondTryTakesAPermitToo() {
    assertEquals(0, secondsOfTwoWithSecondTries(DeliveryRules.DEFAULT.withRateLimit(4)));
    assertEquals(1, secondsOfTwoWithSecondTries(DeliveryRules.DEFAULT.withRateLimit(3)));
    assertEquals(1, secondsOfTwoWithSecondTries(DeliveryRules.DEFAULT.withRateLimit(2)));
    var capped = new DeliveryRules(RetrySchedule.STANDARD, null, 2, Ordering.NONE);
    assertEquals(0, secondsOfTwoWithSecondTries(capped));
  }

  /** How many seconds later the last of two that each are written twice is. */
  private long secondsOfTwoWithSecondTries(DeliveryRules rules) {
    var subscription = engine.subscribe(engine.sample().rules(rules));
    var both = new CountDownLatch(2);
    engine.sender.always(
        subscription.lane(),
        request -> {
          both.countDown();
          assertTrue(Engine.await(both), "they are not under way at once");
          assertTrue(request.permit().getAsBoolean());
          return status(200);
        });
    engine.pass(engine.event());
    engine.pass(engine.event());
    long before = engine.clock.instant().getEpochSecond();
    engine.drain(subscription.lane());
    subscriptionDone(subscription);
    return engine.clock.instant().getEpochSecond() - before;
  }

  @Test
  void aHolderWhoseLeaseIsOverSendsNothingUntilItHasRenewedIt() {
    var subscription =
        engine.subscribe(engine.sample().rules(DeliveryRules.DEFAULT.withRateLimit(100)));
    var event = engine.event();
    engine.pass(event);
    // It stands still while it signs.
    engine.keys =
        new KeyRing(
            new Vault() {
              @Override
              public String seal(byte[] secret, String owner) {
                return engine.vault.seal(secret, owner);
              }

              @Override
              public byte[] open(String sealed, String owner) {
                engine.clock.advance(Drain.LEASE);
                return engine.vault.open(sealed, owner);
              }
            },
            engine.tenantKeys);

    engine.drain(subscription.lane());

    var attempts = engine.document(event, subscription).attempts();
    assertEquals(Optional.of("own_trouble"), attempts.getFirst().answer().error());
    assertEquals(2, attempts.size());
    assertEquals(1, engine.sentTo(subscription));
  }

  private void subscriptionDone(Subscription subscription) {
    engine.subscriptions.delete(engine.tenant, subscription.id(), null);
  }

  @Test
  void firstAttemptsRetriesAndWhatWasHeldTakeTurns() {
    var subscription =
        engine.subscribe(engine.sample().rules(DeliveryRules.DEFAULT.withRateLimit(3)));
    for (int i = 0; i < 30; i++) {
      enqueue(subscription, DeliveryState.PENDING, false);
      enqueue(subscription, DeliveryState.PENDING, true);
      enqueue(subscription, DeliveryState.HELD, false);
    }
    var sent = new AtomicInteger();
    engine.sender.always(
        subscription.lane(),
        _ -> {
          engine.stopping.set(sent.incrementAndGet() >= 30);
          return status(200);
        });
    engine.wakeLane(subscription);

    while (!engine.stopping.get()) {
      engine.wakeNext();
    }

    var delivered =
        engine.deliveries.list(subscription.lane(), Set.of(DeliveryState.DELIVERED), null, 250);
    assertEquals(30, delivered.items().size());
    assertEquals(
        10,
        delivered.items().stream().filter(one -> one.attempts().size() == 2).count(),
        "retries");
    // Of what was sent once twenty were first attempts or held: what is held still shows how many.
    long held = engine.deliveries.count(subscription.lane()).getOrDefault(DeliveryState.HELD, 0L);
    assertEquals(20, held, "ten of those that were held");
  }

  private void enqueue(Subscription subscription, DeliveryState state, boolean tried) {
    var event = engine.event();
    engine.log.claim(event, List.of(), engine.clock.instant(), Duration.ofSeconds(30));
    var delivery =
        Samples.delivery(
            Samples.deliveryId(event, subscription.id()),
            state,
            engine.clock.instant(),
            engine.clock.instant());
    engine.deliveries.enqueue(delivery);
    if (tried) {
      var once = Samples.failed(delivery, engine.clock.instant().minusSeconds(3_600));
      engine.deliveries.finish(once, 0);
    }
  }

  // Helpers of these tests.

  private Event down(Subscription subscription) {
    engine.sender.always(subscription.lane(), _ -> failed(Failure.CONNECTION_REFUSED));
    return engine.event();
  }

  private Subscription open() {
    var subscription = engine.subscribe();
    open(subscription);
    return subscription;
  }

  private Event open(Subscription subscription) {
    var event = down(subscription);
    engine.pass(event);
    while (health(subscription) != Health.OPEN) {
      assertTrue(engine.wakeNext());
    }
    return event;
  }

  private Duration untilNextWake() {
    return Duration.between(engine.clock.instant(), engine.queue.next().orElseThrow());
  }

  private Health health(Subscription subscription) {
    return engine.lanes.state(subscription.lane()).endpoint().health();
  }

  private void wakeAll() {
    while (engine.wakeNext()) {
      // to the end
    }
  }

  /** The types of what tenants were told, each ordered by what the catalogue says. */
  private List<String> told() {
    for (var event : engine.told) {
      var type = CATALOGUE.find(event.source(), event.type()).orElseThrow();
      assertEquals(
          type.orderingKeyOf(JsonParser.parseString(event.data()).getAsJsonObject()),
          Optional.ofNullable(event.orderingKey()));
    }
    return engine.told.stream().map(Event::type).toList();
  }
}
