package cloud.olympus.webhooks.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.delivery.Skip;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.lane.Drain;
import cloud.olympus.webhooks.lane.Waker;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.Ordering;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.memory.ScriptedSender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderTest {

  private final Engine engine = new Engine();
  private final List<String> sent = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void eventsOfAKeyArriveInTheOrderOfTheirPublication() {
    var subscription = ordered(Ordering.SKIP);
    answers(subscription, 200);
    publish("a-1", "b-1", "a-2", "b-2", "a-3", "a-4");

    engine.wake();

    assertEquals(List.of("a-1", "a-2", "a-3", "a-4"), sentOf("a"));
    assertEquals(List.of("b-1", "b-2"), sentOf("b"));
    assertFalse(engine.wakeNext());
  }

  @Test
  void oneOfAKeyIsUnderWayAtATimeAndOtherKeysGoOn() {
    var subscription = ordered(Ordering.SKIP);
    var hangs = new CompletableFuture<Answer>();
    engine.sender.always(
        subscription.lane(),
        request -> {
          String id = request.headers().get("Olympus-Event-Id");
          sent.add(id);
          return id.equals("a-1") ? hangs.join() : ScriptedSender.status(200);
        });
    publish("a-1", "a-2", "b-1", "b-2", "c-1");

    var draining = CompletableFuture.runAsync(engine::wake);
    try {
      until(() -> draining.isDone() || sent.containsAll(List.of("a-1", "b-1", "b-2", "c-1")));
      assertEquals(List.of("a-1"), sentOf("a"));
      assertEquals(List.of("b-1", "b-2"), sentOf("b"));
      assertEquals(List.of("c-1"), sentOf("c"));
    } finally {
      hangs.complete(ScriptedSender.status(200));
      draining.join();
    }

    assertEquals(List.of("a-1", "a-2"), sentOf("a"));
  }

  @Test
  void theLateSuccessOfALostHolderWakesTheNextOfItsKey() {
    var subscription = ordered(Ordering.SKIP);
    var lane = subscription.lane();
    publish("a-1", "a-2");
    engine.sender.always(
        lane,
        request -> {
          sent.add(request.headers().get("Olympus-Event-Id"));
          if (sent.size() == 1) {
            // It stands still, and another holder comes, sees no reason to wake soon, and goes.
            var now = engine.clock.advance(Drain.LEASE.plusSeconds(1));
            var other = engine.lanes.acquire(lane, now, Drain.LEASE).orElseThrow();
            engine.lanes.park(other, now.plus(Duration.ofHours(5)), now);
          }
          return ScriptedSender.status(200);
        });

    engine.wake();
    assertEquals(List.of("a-1"), sentOf("a"));
    engine.wake();

    assertEquals(List.of("a-1", "a-2"), sentOf("a"));
  }

  @Test
  void aFailingEventHoldsBackItsKeyAloneUntilItSucceeds() {
    var subscription = ordered(Ordering.SKIP);
    failing(subscription, "a-1", 3);
    publish("a-1", "a-2", "b-1", "a-3");

    engine.wake();
    assertEquals(List.of("a-1"), sentOf("a"));
    assertEquals(List.of("b-1"), sentOf("b"));
    var behind = document("a-2", subscription);
    assertEquals(DeliveryState.HELD, behind.state());
    assertEquals("ordering", behind.reason());
    while (engine.wakeNext()) {
      // until nothing is left
    }

    assertEquals(List.of("a-1", "a-1", "a-1", "a-1", "a-2", "a-3"), sentOf("a"));
    assertEquals(DeliveryState.DELIVERED, document("a-3", subscription).state());
  }

  @Test
  void afterOneThatIsExhaustedTheNextFollows() {
    var subscription = ordered(Ordering.SKIP);
    failing(subscription, "a-1", Integer.MAX_VALUE);
    publish("a-1", "a-2");

    while (engine.wakeNext()) {
      // until nothing is left
    }

    assertEquals(RetrySchedule.STANDARD.delays().size() + 1, sentOf("a").size());
    assertEquals("a-2", sentOf("a").getLast());
    assertEquals(DeliveryState.EXHAUSTED, document("a-1", subscription).state());
  }

  @Test
  void whereThePolicyIsToHoldAnExhaustedEventKeepsItsKeyUntilItIsSkippedByHand() {
    var subscription = ordered(Ordering.HOLD);
    failing(subscription, "a-1", Integer.MAX_VALUE);
    publish("a-1", "a-2", "a-3");
    while (sent.size() < RetrySchedule.STANDARD.delays().size()) {
      assertTrue(engine.wakeNext());
    }
    var holding = document("a-1", subscription);
    assertEquals(DeliveryState.HELD, holding.state());
    assertEquals("schedule_exhausted", holding.reason());
    assertEquals(
        1, engine.told.stream().filter(e -> e.type().equals("delivery.exhausted")).count());

    skip(holding);
    engine.wake();

    assertEquals("skipped", document("a-1", subscription).reason());
    assertEquals(List.of("a-2", "a-3"), sentOf("a").subList(10, 12));
  }

  @Test
  void aKeyThatIsHeldForEverEndsWithTheTimeForWhichEventsAreKept() {
    var subscription = ordered(Ordering.HOLD);
    failing(subscription, "a-1", Integer.MAX_VALUE);
    publish("a-1");
    engine.clock.advance(Duration.ofDays(1));
    publish("a-2");

    while (engine.wakeNext()) {
      // until nothing is left
    }

    assertEquals(DeliveryState.EXPIRED, document("a-1", subscription).state());
    assertEquals(DeliveryState.DELIVERED, document("a-2", subscription).state());
  }

  @Test
  void whatWaitsBehindAnotherCanBeSkippedToo() {
    var subscription = ordered(Ordering.SKIP);
    failing(subscription, "a-1", 1);
    publish("a-1", "a-2", "a-3");
    engine.wake();

    assertEquals(DeliveryState.CANCELLED, skip(document("a-2", subscription)).state());
    while (engine.wakeNext()) {
      // until nothing is left
    }

    assertEquals(List.of("a-1", "a-1", "a-3"), sentOf("a"));
  }

  @Test
  void whatIsSkippedWhileItMayBeUnderWayLetsTheNextGoOnlyWhenItCannotBeAnyMore() {
    var subscription = ordered(Ordering.SKIP);
    answers(subscription, 200);
    publish("a-1", "a-2");

    skip(document("a-1", subscription));
    engine.wake();
    assertEquals(List.of(), sent);
    engine.clock.advance(Duration.ofSeconds(15));
    engine.wake();
    assertEquals(List.of(), sent);
    engine.wakeNext();

    assertEquals(List.of("a-2"), sent);
  }

  @Test
  void whatIsDoneCannotBeSkipped() {
    var subscription = ordered(Ordering.SKIP);
    answers(subscription, 200);
    publish("a-1");
    engine.wake();

    assertEquals(DeliveryState.DELIVERED, skip(document("a-1", subscription)).state());
  }

  @Test
  void whatWasHeldWhileTheEndpointWasPausedKeepsItsOrder() {
    var subscription = ordered(Ordering.SKIP);
    failing(subscription, "a-1", 1);
    publish("a-1", "a-2");
    engine.wake();
    engine.change(subscription, Status.PAUSED, null);
    engine.wake();
    publish("a-3", "b-1");
    engine.wake();

    engine.change(subscription, Status.ACTIVE, null);
    while (engine.wakeNext()) {
      // until nothing is left
    }

    assertEquals(List.of("a-1", "a-1", "a-2", "a-3"), sentOf("a"));
    assertEquals(Map.of(DeliveryState.DELIVERED, 4L), engine.deliveries.count(subscription.lane()));
  }

  @Test
  void aCircuitThatOpensAndClosesKeepsTheOrder() {
    var subscription = ordered(Ordering.SKIP);
    int[] down = {9};
    engine.sender.always(
        subscription.lane(),
        request -> {
          sent.add(request.headers().get("Olympus-Event-Id"));
          return ScriptedSender.status(down[0]-- > 0 ? 503 : 200);
        });
    publish(IntStream.range(0, 150).mapToObj(i -> "a-" + i).toArray(String[]::new));

    while (engine.wakeNext()) {
      // until nothing is left
    }

    assertEquals(
        IntStream.range(0, 150).mapToObj(i -> "a-" + i).toList(),
        sentOf("a").stream().distinct().toList());
    assertEquals(159, sent.size());
  }

  @Test
  void whatHasNoKeyOrIsNotAskedToKeepItGoesDirectly() {
    var subscription = ordered(Ordering.SKIP);
    var unordered = engine.subscribe();
    answers(subscription, 200);
    engine.sender.always(unordered.lane(), _ -> ScriptedSender.status(200));

    engine.pass(Samples.event(engine.tenant, "none", Samples.TYPE, "{}"));
    publish("a-1");

    assertEquals(List.of("none"), sent);
    assertEquals(2, engine.sentTo(unordered));
  }

  @Test
  void anOrderThatIsNoLongerWantedIsKeptForWhatIsUnderWay() {
    var subscription = ordered(Ordering.HOLD);
    failing(subscription, "a-1", 1);
    publish("a-1", "a-2");
    engine.wake();
    engine.subscriptions.update(unordered(engine.current(subscription)));

    publish("a-3");
    while (engine.wakeNext()) {
      // until nothing is left
    }

    assertEquals(List.of("a-1", "a-3", "a-1", "a-2"), sentOf("a"));
  }

  // Helpers.

  private Subscription ordered(Ordering ordering) {
    return engine.subscribe(engine.sample().rules(DeliveryRules.DEFAULT.with(ordering)));
  }

  private static Subscription unordered(Subscription one) {
    return new Subscription(
        one.id(),
        one.tenantId(),
        one.url(),
        one.description(),
        one.events(),
        one.sources(),
        one.locations(),
        one.payloadFormat(),
        one.rules().with(Ordering.NONE),
        one.status(),
        one.disabledReason(),
        one.signatures(),
        one.keys(),
        one.createdAt(),
        one.updatedAt(),
        one.version());
  }

  /** One event each, whose key is what stands before the hyphen. */
  private void publish(String... ids) {
    for (String id : ids) {
      engine.pass(event(id));
    }
  }

  private Event event(String id) {
    return Samples.event(engine.tenant, id, Samples.TYPE, "{}")
        .inOrderOf(id.substring(0, id.indexOf('-')));
  }

  private void answers(Subscription subscription, int status) {
    engine.sender.always(
        subscription.lane(),
        request -> {
          sent.add(request.headers().get("Olympus-Event-Id"));
          return ScriptedSender.status(status);
        });
  }

  /** One event fails so many times, without a fault of its endpoint; the others succeed. */
  private void failing(Subscription subscription, String id, int times) {
    int[] left = {times};
    engine.sender.always(
        subscription.lane(),
        request -> {
          String one = request.headers().get("Olympus-Event-Id");
          sent.add(one);
          return ScriptedSender.status(one.equals(id) && left[0]-- > 0 ? 400 : 200);
        });
  }

  private Delivery skip(Delivery delivery) {
    var waker =
        new Waker(
            engine.lanes,
            engine.wakeups,
            engine.clock,
            (_, trouble) -> {
              throw trouble;
            });
    return new Skip(engine.deliveries, waker, engine.clock).skip(delivery.id()).orElseThrow();
  }

  private Delivery document(String id, Subscription subscription) {
    return engine.document(event(id), subscription);
  }

  private List<String> sentOf(String key) {
    synchronized (sent) {
      return sent.stream().filter(id -> id.startsWith(key + "-")).toList();
    }
  }

  private static void until(java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
    assertTrue(condition.getAsBoolean());
  }
}
