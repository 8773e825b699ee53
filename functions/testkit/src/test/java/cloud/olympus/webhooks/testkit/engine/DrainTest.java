package cloud.olympus.webhooks.testkit.engine;

import static cloud.olympus.webhooks.delivery.DeliveryState.HELD;
import static cloud.olympus.webhooks.testkit.memory.ScriptedSender.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.spy;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.delivery.Threads;
import cloud.olympus.webhooks.delivery.Turn;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.lane.Drain;
import cloud.olympus.webhooks.lane.EndpointState.Health;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.subscription.Ordering;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DrainTest {

  private static final DeliveryRules ONE_AT_A_TIME =
      new DeliveryRules(
          DeliveryRules.DEFAULT.schedule(), null, 1, DeliveryRules.DEFAULT.ordering());

  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void whatIsDueIsSentAndTheLaneParksUntilTheNext() {
    var subscription = engine.subscribe();
    var due = waiting(subscription, 0);
    var later = waiting(subscription, 60);

    assertTrue(engine.drain(subscription.lane()));

    assertEquals(DeliveryState.DELIVERED, engine.document(due, subscription).state());
    assertEquals(DeliveryState.PENDING, engine.document(later, subscription).state());
    var next = engine.clock.instant().plusSeconds(60);
    assertEquals(List.of(new Wake(subscription.lane(), 1, next)), engine.queue.scheduled());
    assertNull(engine.lanes.state(subscription.lane()).leasedUntil());
  }

  @Test
  void aLaneWithNothingToDoSleeps() {
    var subscription = engine.subscribe();

    assertTrue(engine.drain(subscription.lane()));

    assertEquals(List.of(), engine.queue.scheduled());
  }

  @Test
  void aLaneThatAnotherHoldsIsLeftAlone() {
    var subscription = engine.subscribe();
    waiting(subscription, 0);
    engine.lanes.acquire(subscription.lane(), engine.clock.instant(), Drain.LEASE);

    assertFalse(engine.drain(subscription.lane()));

    assertEquals(0, engine.sentTo(subscription));
  }

  @Test
  void ofManyWakeUpsAtOnceEachDeliveryIsSentOnce() {
    var subscription = engine.subscribe();
    for (int i = 0; i < 30; i++) {
      waiting(subscription, 0);
    }

    Crowd.all(16, () -> engine.drain(subscription.lane()));
    engine.wake();

    assertEquals(30, engine.sentTo(subscription));
  }

  @Test
  void moreThanAPageIsDrainedInOneGo() {
    var subscription = engine.subscribe();
    for (int i = 0; i < 250; i++) {
      waiting(subscription, 0);
    }

    engine.drain(subscription.lane());

    assertEquals(250, engine.sentTo(subscription));
    assertEquals(
        Map.of(DeliveryState.DELIVERED, 250L), engine.deliveries.count(subscription.lane()));
    assertEquals(List.of(), engine.queue.scheduled());
  }

  @Test
  void heldOnesOfMoreThanAPageDrainOnEnabling() {
    var subscription = engine.subscribe(engine.sample().paused());
    for (int i = 0; i < 250; i++) {
      engine.pass(engine.event());
    }
    engine.change(subscription, Status.ACTIVE, null);

    engine.wake();

    assertEquals(
        Map.of(DeliveryState.DELIVERED, 250L), engine.deliveries.count(subscription.lane()));
  }

  @Test
  void whatWasHeldIsSentOldestFirst() {
    var subscription = engine.subscribe(engine.sample().rules(ONE_AT_A_TIME).paused());
    var published = new ArrayList<String>();
    for (int i = 0; i < 120; i++) {
      var event = engine.event();
      published.add(event.id());
      engine.pass(event);
      engine.clock.advance(Duration.ofMillis(1));
    }
    engine.change(subscription, Status.ACTIVE, null);

    engine.wake();

    assertEquals(
        published,
        engine.sender.sent(subscription.lane()).stream()
            .map(request -> request.headers().get("Olympus-Event-Id"))
            .toList());
  }

  @Test
  void noMoreThanItsLimitAreUnderWayAtOnce() {
    var subscription = engine.subscribe();
    for (int i = 0; i < 3 * DeliveryRules.DEFAULT_IN_FLIGHT; i++) {
      waiting(subscription, 0);
    }
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var full = new CountDownLatch(DeliveryRules.DEFAULT_IN_FLIGHT);
    engine.sender.always(
        subscription.lane(),
        _ -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          full.countDown();
          assertTrue(Engine.await(full), "the limit is never reached");
          now.decrementAndGet();
          return status(200);
        });

    engine.drain(subscription.lane());

    assertEquals(DeliveryRules.DEFAULT_IN_FLIGHT, most.get());
    assertEquals(3 * DeliveryRules.DEFAULT_IN_FLIGHT, engine.sentTo(subscription));
  }

  @Test
  void whatGoesDirectlyCountsForTheLimitToo() {
    var subscription = engine.subscribe();
    for (int i = 0; i < Engine.IN_FLIGHT_CAP; i++) {
      waiting(subscription, 0);
    }
    var direct = new ArrayList<Fairway.Ticket>();
    for (int i = 0; i < Engine.MOST_DIRECT; i++) {
      direct.add(engine.fairway.enter(subscription.lane()));
    }
    var more = new AtomicInteger();
    engine.sender.always(
        subscription.lane(),
        _ -> {
          engine
              .fairway
              .enterByLane(subscription.lane(), Engine.IN_FLIGHT_CAP, false)
              .ifPresent(_ -> more.incrementAndGet());
          return status(200);
        });

    engine.drain(subscription.lane());

    assertEquals(0, more.get(), "places left while one is under way by the lane");
    assertEquals(Engine.IN_FLIGHT_CAP, engine.sentTo(subscription));
    var threads = Threads.of(Runnable::run);
    assertFalse(engine.fairway.enter(subscription.lane()).getsPlace(threads, Duration.ZERO));
    direct.getFirst().close();
    assertTrue(engine.fairway.enter(subscription.lane()).getsPlace(threads, Duration.ZERO));
  }

  // Subscriptions that change.

  @Test
  void whatWaitsForADeletedSubscriptionIsCancelled() {
    var subscription = engine.subscribe(engine.sample().paused());
    var held = engine.event();
    engine.pass(held);
    var pending = waiting(subscription, 600);
    engine.subscriptions.delete(engine.tenant, subscription.id(), null);

    engine.drain(subscription.lane());

    for (var event : List.of(held, pending)) {
      var delivery = engine.document(event, subscription);
      assertEquals(DeliveryState.CANCELLED, delivery.state());
      assertEquals("subscription_deleted", delivery.reason());
    }
    assertEquals(0, engine.sentTo(subscription));
    assertEquals(null, engine.lanes.state(subscription.lane()).nextWake());
  }

  @Test
  void whatWaitsForAPausedSubscriptionIsHeld() {
    var subscription = engine.subscribe();
    var event = waiting(subscription, 0);
    engine.change(subscription, Status.PAUSED, null);

    engine.wake();

    assertEquals(DeliveryState.HELD, engine.document(event, subscription).state());
    assertEquals("paused", engine.document(event, subscription).reason());
    assertEquals(0, engine.sentTo(subscription));
  }

  @Test
  void anEndpointThatIsGoneIsDisabledAndTheRestOfItsLaneHeld() {
    var subscription = engine.subscribe();
    for (int i = 0; i < 3 * DeliveryRules.DEFAULT_IN_FLIGHT; i++) {
      waiting(subscription, 0);
    }
    engine.sender.always(subscription.lane(), _ -> status(410));

    engine.drain(subscription.lane());

    assertEquals(DisabledReason.GONE, engine.current(subscription).disabledReason());
    assertEquals(
        Map.of(DeliveryState.HELD, 3L * DeliveryRules.DEFAULT_IN_FLIGHT),
        engine.deliveries.count(subscription.lane()));
    assertTrue(engine.sentTo(subscription) <= 2 * DeliveryRules.DEFAULT_IN_FLIGHT);
    assertEquals(
        Optional.of(engine.clock.instant().plus(Duration.ofDays(25))), engine.queue.next());
  }

  @Test
  void aRetryGoesToTheUrlOfTheMoment() {
    var subscription = engine.subscribe();
    var event = waiting(subscription, 0);
    engine.subscriptions.update(
        engine.sample().id(subscription.id()).url("https://new.example/").keys().build());

    engine.drain(subscription.lane());

    assertEquals("https://new.example/", engine.sender.sent(subscription.lane()).getFirst().url());
    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
  }

  // Leases.

  @Test
  void aHolderThatLostItsLeaseCannotReplaceWhatTheNextOneWrote() {
    var subscription = engine.subscribe();
    var event = waiting(subscription, 0);
    var before = engine.document(event, subscription);
    engine.sender.always(
        subscription.lane(),
        _ -> {
          var now = engine.clock.advance(Drain.LEASE);
          var next = engine.lanes.acquire(subscription.lane(), now, Drain.LEASE).orElseThrow();
          assertTrue(engine.deliveries.finish(Samples.exhausted(before, now), next.epoch()));
          return status(500);
        });

    engine.drain(subscription.lane());

    assertEquals(DeliveryState.EXHAUSTED, engine.document(event, subscription).state());
    assertEquals(2, engine.lanes.state(subscription.lane()).epoch());
    assertNotNull(engine.lanes.state(subscription.lane()).leasedUntil(), "it is not his to park");
  }

  @Test
  void theSuccessOfAHolderThatLostItsLeaseCounts() {
    var subscription = engine.subscribe();
    var event = waiting(subscription, 0);
    var before = engine.document(event, subscription);
    engine.sender.always(
        subscription.lane(),
        _ -> {
          var now = engine.clock.advance(Drain.LEASE);
          var next = engine.lanes.acquire(subscription.lane(), now, Drain.LEASE).orElseThrow();
          assertTrue(engine.deliveries.finish(Samples.failed(before, now), next.epoch()));
          return status(200);
        });

    engine.drain(subscription.lane());

    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
  }

  @Test
  void aHolderThatLostItsLeaseSaysNothingOfTheEndpoint() {
    var subscription = engine.subscribe();
    engine.sender.always(subscription.lane(), _ -> status(503));
    engine.pass(engine.event());
    while (engine.lanes.state(subscription.lane()).endpoint().health() != Health.OPEN) {
      assertTrue(engine.wakeNext());
    }
    engine.clock.advanceTo(engine.queue.next().orElseThrow());
    var stood = spy(engine.subscriptions);
    engine.subscriptions = stood;
    doAnswer(
            call -> {
              // It stands still; meanwhile its lease ends and another takes the lane.
              var now = engine.clock.advance(Drain.LEASE);
              engine.lanes.acquire(subscription.lane(), now, Drain.LEASE);
              return call.callRealMethod();
            })
        .when(stood)
        .get(anyString(), anyString());
    int sent = engine.sentTo(subscription);

    engine.drain(subscription.lane());

    assertEquals(sent, engine.sentTo(subscription));
    assertEquals(Health.OPEN, engine.lanes.state(subscription.lane()).endpoint().health());
  }

  @Test
  void whatWasSkippedWhileItWaitedForItsTurnIsNotSent() {
    var subscription = engine.subscribe(engine.sample().rules(ONE_AT_A_TIME));
    var first = waiting(subscription, 0);
    engine.clock.advance(Duration.ofMillis(1));
    var second = waiting(subscription, 0);
    engine.sender.always(
        subscription.lane(),
        _ -> {
          var now = engine.clock.advance(Duration.ofSeconds(10));
          var skipped =
              engine
                  .document(second, subscription)
                  .moved(DeliveryState.CANCELLED, now, "skipped", now);
          engine.deliveries.finish(skipped, Long.MAX_VALUE);
          return status(200);
        });

    engine.drain(subscription.lane());

    assertEquals(DeliveryState.DELIVERED, engine.document(first, subscription).state());
    assertEquals(1, engine.sentTo(subscription));
  }

  @Test
  void aLate410OfItsOldUrlDisablesNothing() {
    var subscription = engine.subscribe();
    var event = waiting(subscription, 0);
    var elsewhere = engine.sample().id(subscription.id()).url("https://new.example/");
    engine.sender.always(
        subscription.lane(),
        request -> {
          if (request.url().equals("https://new.example/")) {
            return status(200);
          }
          engine.subscriptions.update(elsewhere.keys().build());
          return status(410);
        });

    engine.drain(subscription.lane());

    assertTrue(engine.current(subscription).isActive());
    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
  }

  @Test
  void aLongDrainRenewsItsLeaseAndHandsOverAfterFiveMinutes() {
    var oneByOne = new DeliveryRules(RetrySchedule.STANDARD, null, 1, Ordering.NONE);
    var subscription = engine.subscribe(engine.sample().rules(oneByOne));
    for (int i = 0; i < 100; i++) {
      waiting(subscription, 0);
    }
    engine.sender.always(
        subscription.lane(),
        _ -> {
          engine.clock.advance(Duration.ofSeconds(10));
          assertTrue(
              engine.lanes.state(subscription.lane()).leasedUntil() != null, "held all along");
          return status(200);
        });

    engine.drain(subscription.lane());

    int sent = engine.sentTo(subscription);
    assertTrue(sent < 100, "it took longer than it may: " + sent);
    assertEquals(1, engine.queue.scheduled().size());
    engine.sender.always(subscription.lane(), _ -> status(200));
    engine.wake();
    assertEquals(100, engine.sentTo(subscription));
  }

  @Test
  void aProcessThatStopsFinishesWhatIsUnderWayAndLeavesTheRest() {
    var subscription = engine.subscribe();
    for (int i = 0; i < 3 * DeliveryRules.DEFAULT_IN_FLIGHT; i++) {
      waiting(subscription, 0);
    }
    engine.sender.always(
        subscription.lane(),
        _ -> {
          engine.stopping.set(true);
          return status(200);
        });

    engine.drain(subscription.lane());

    long delivered =
        engine.deliveries.count(subscription.lane()).getOrDefault(DeliveryState.DELIVERED, 0L);
    assertEquals(engine.sentTo(subscription), delivered);
    assertTrue(delivered < 3L * DeliveryRules.DEFAULT_IN_FLIGHT);
    engine.stopping.set(false);
    engine.sender.always(subscription.lane(), _ -> status(200));
    engine.wake();
    assertEquals(3 * DeliveryRules.DEFAULT_IN_FLIGHT, engine.sentTo(subscription));
  }

  @Test
  void whatComesWhileALaneIsDrainedIsNotForgotten() {
    var subscription = engine.subscribe();
    waiting(subscription, 0);
    var late = new ArrayList<Event>();
    engine.sender.always(
        subscription.lane(),
        _ -> {
          if (late.isEmpty()) {
            late.add(waiting(subscription, 5));
            engine
                .lanes
                .note(
                    subscription.lane(),
                    engine.clock.instant().plusSeconds(5),
                    engine.clock.instant())
                .ifPresent(engine.queue::at);
          }
          return status(200);
        });

    engine.drain(subscription.lane());
    engine.wakeNext();

    assertEquals(DeliveryState.DELIVERED, engine.document(late.getFirst(), subscription).state());
  }

  @Test
  void aDeliveryWhoseEventIsDeletedExpires() {
    var subscription = engine.subscribe();
    var unknown = engine.event();
    engine.deliveries.enqueue(fresh(unknown, subscription, 0));

    engine.drain(subscription.lane());

    assertEquals(DeliveryState.EXPIRED, engine.document(unknown, subscription).state());
    assertEquals(0, engine.sentTo(subscription));
  }

  /** An event with a delivery in the lane, due in so many seconds. */
  @Test
  void whatGoesFromOneTurnToAnotherBetweenTwoLooksIsSentOnce() {
    var subscription = engine.subscribe();
    var first = waiting(subscription, -1);
    for (int i = 0; i < 40; i++) {
      waiting(subscription, 0);
    }
    var before = engine.document(first, subscription);
    var now = engine.clock.instant();
    var late = spy(engine.deliveries);
    engine.deliveries = late;
    doAnswer(
            call -> {
              // What an earlier holder sent is recorded only now, and it is to be tried again.
              late.finish(
                  Samples.failed(before, now).moved(DeliveryState.PENDING, now, null, now), 0);
              return call.callRealMethod();
            })
        .when(late)
        .ready(any(), eq(Set.of(Turn.RETRY)), any(), anyInt());

    engine.drain(subscription.lane());

    assertEquals(41, engine.sentTo(subscription));
    assertEquals(2, engine.document(first, subscription).attempts().size());
  }

  @Test
  void whereItsStoresAreSlowAHolderHearsThatItsSubscriptionHasChanged() {
    var subscription = engine.subscribe();
    for (int i = 0; i < 3; i++) {
      waiting(subscription, 0);
    }
    var slow = spy(engine.deliveries);
    engine.deliveries = slow;
    doAnswer(
            call -> {
              var now = engine.clock.advance(Duration.ofSeconds(6));
              var current = engine.current(subscription);
              if (current.isActive()) {
                engine.subscriptions.update(current.with(Status.PAUSED, null, now));
              }
              return call.callRealMethod();
            })
        .when(slow)
        .ready(any(), any(), any(), anyInt());

    engine.drain(subscription.lane());

    assertEquals(1, engine.sentTo(subscription));
    assertEquals(
        2, engine.deliveries.count(subscription.lane(), Set.of(HELD)).getOrDefault(HELD, 0L));
  }

  private Event waiting(Subscription subscription, long seconds) {
    var event = engine.event();
    engine.log.claim(event, List.of(), engine.clock.instant(), Duration.ofSeconds(30));
    engine.deliveries.enqueue(fresh(event, subscription, seconds));
    return event;
  }

  private Delivery fresh(Event event, Subscription subscription, long seconds) {
    var now = engine.clock.instant();
    return Samples.delivery(
        Samples.deliveryId(event, subscription.id()),
        DeliveryState.PENDING,
        now.plusSeconds(seconds),
        now);
  }
}
