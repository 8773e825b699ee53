package cloud.olympus.webhooks.testkit.engine;

import static cloud.olympus.webhooks.testkit.memory.ScriptedSender.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ports that fail at the worst moment: the message or the wake-up comes again, nothing is lost. */
final class UnavailableTest {

  private final Unavailable out = new Unavailable("the store is out of reach");

  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void withoutAClaimNothingIsSent() {
    var subscription = engine.subscribe();
    var real = engine.log;
    engine.log = failing(EventLog.class, real);
    doThrow(out).when(engine.log).claim(any(), any(), any(), any());
    var event = engine.event();

    assertThrows(Unavailable.class, () -> engine.pass(event));

    assertEquals(0, engine.sentTo(subscription));
    engine.log = real;
    assertEquals(DeliveryState.DELIVERED, deliveredBy(event));
  }

  @Test
  void withoutRoutesNothingIsClaimed() {
    engine.subscribe();
    var real = engine.subscriptions;
    engine.subscriptions = failing(Subscriptions.class, real);
    doThrow(out).when(engine.subscriptions).routes(any(), any());
    var event = engine.event();

    assertThrows(Unavailable.class, () -> engine.pass(event));

    engine.subscriptions = real;
    assertEquals(DeliveryState.DELIVERED, deliveredBy(event));
  }

  @Test
  void whatCouldNotBeRecordedIsSentAgainWhenTheLeaseRanOut() {
    var subscription = engine.subscribe();
    var real = engine.log;
    engine.log = failing(EventLog.class, real);
    doThrow(out).when(engine.log).record(any(), any(), any());
    var event = engine.event();

    assertThrows(Unavailable.class, () -> engine.pass(event));

    engine.log = real;
    assertInstanceOf(Pass.Result.Busy.class, engine.pass(event));
    engine.clock.advance(Pass.LEASE);
    assertEquals(DeliveryState.DELIVERED, deliveredBy(event));
    assertEquals(2, engine.sentTo(subscription));
  }

  @Test
  void aWakeThatCouldNotBeNotedIsNotedByTheNextMessage() {
    var subscription = engine.subscribe();
    engine.sender.next(subscription.lane(), status(500));
    var real = engine.lanes;
    engine.lanes = failing(Lanes.class, real);
    doThrow(out).when(engine.lanes).note(any(), any(), any());
    var event = engine.event();

    assertThrows(Unavailable.class, () -> engine.pass(event));

    engine.lanes = real;
    engine.pass(event);
    engine.wakeNext();
    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
  }

  @Test
  void aWakeUpThatCouldNotBeScheduledIsScheduledByTheNextMessage() {
    var subscription = engine.subscribe();
    engine.sender.next(subscription.lane(), status(500));
    engine.wakeups = failing(Wakeups.class, engine.queue);
    doThrow(out).when(engine.wakeups).at(any());
    var event = engine.event();

    assertThrows(Unavailable.class, () -> engine.pass(event));

    engine.wakeups = engine.queue;
    engine.pass(event);
    engine.wakeNext();
    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
  }

  @Test
  void whatFollowsForOneEndpointCostsNoneOfTheAnswers() {
    for (boolean together : new boolean[] {false, true}) {
      var busy = engine.subscribe();
      var well = together ? Optional.of(engine.subscribe()) : Optional.<Subscription>empty();
      engine.sender.next(busy.lane(), status(503));
      var real = engine.lanes;
      engine.lanes = failing(Lanes.class, real);
      doThrow(out).when(engine.lanes).report(any(), any(), any());
      var event = engine.event();

      assertThrows(Unavailable.class, () -> engine.pass(event));

      engine.lanes = real;
      assertInstanceOf(Pass.Result.Finished.class, engine.pass(event));
      assertEquals(1, engine.document(event, busy).attempts().size());
      assertEquals(1, engine.sentTo(busy));
      well.ifPresent(other -> assertEquals(1, engine.sentTo(other)));
      engine.subscriptions.delete(engine.tenant, busy.id(), null);
    }
  }

  @Test
  void whoseAnswerCannotBeToldIsLeftToItsLaneAndTheOthersAreRecorded() {
    var odd = engine.subscribe();
    var well = engine.subscribe();
    engine.sender.always(
        odd.lane(),
        _ -> {
          throw new IllegalStateException("a fault of the sender");
        });
    var event = engine.event();

    assertThrows(IllegalStateException.class, () -> engine.pass(event));
    engine.sender.always(odd.lane(), _ -> status(200));

    assertInstanceOf(Pass.Result.Finished.class, engine.pass(event));
    engine.wakeNext();
    assertEquals(2, engine.sentTo(odd));
    assertEquals(DeliveryState.DELIVERED, engine.document(event, odd).state());
    assertEquals(1, engine.sentTo(well));
  }

  @Test
  void anEndpointThatIsGoneButCannotBeDisabledIsDisabledAMinuteLater() {
    var subscription = engine.subscribe();
    engine.sender.always(subscription.lane(), _ -> status(410));
    var real = engine.subscriptions;
    engine.subscriptions = failing(Subscriptions.class, real);
    doThrow(out).when(engine.subscriptions).update(any());
    var event = engine.event();

    engine.pass(event);

    assertEquals(DeliveryState.PENDING, engine.document(event, subscription).state());
    engine.subscriptions = real;
    Instant before = engine.clock.instant();
    engine.wakeNext();
    assertEquals(Duration.ofMinutes(1), Duration.between(before, engine.clock.instant()));
    assertEquals(DisabledReason.GONE, engine.current(subscription).disabledReason());
    assertEquals(DeliveryState.HELD, engine.document(event, subscription).state());
    assertEquals(0, engine.document(event, subscription).charged());
  }

  @Test
  void whatIsUsedUpIsNotSentAgainBecauseNobodyCouldBeTold() {
    var subscription = engine.subscribe();
    engine.sender.always(subscription.lane(), _ -> status(400));
    var event = engine.event();
    engine.pass(event);
    int attempts = RetrySchedule.STANDARD.delays().size();
    while (engine.sentTo(subscription) < attempts - 1) {
      engine.wakeNext();
    }
    engine.tell =
        _ -> {
          throw out;
        };

    for (int i = 0; i < 3; i++) {
      engine.wakeNext();
      assertEquals(DeliveryState.PENDING, engine.document(event, subscription).state());
    }
    engine.tell = engine.told::add;
    engine.wakeNext();

    assertEquals(DeliveryState.EXHAUSTED, engine.document(event, subscription).state());
    assertEquals(attempts, engine.sentTo(subscription));
    var last = engine.told.getLast();
    assertEquals("delivery.exhausted", last.type());
    assertTrue(last.data().contains("\"attempts\":" + attempts), last.data());
  }

  @Test
  void aLaneInTroubleIsLeftToWhoeverWokeItAndToTheSweep() {
    var subscription = engine.subscribe();
    var event = engine.event();
    var real = retryThatCannotBeRecorded(subscription, event);
    engine.queue.take(engine.clock.instant());

    assertThrows(Unavailable.class, () -> engine.drain(subscription.lane()));
    assertThrows(Unavailable.class, () -> engine.drain(subscription.lane()));

    // None that would double each time.
    assertEquals(List.of(), engine.queue.scheduled());
    engine.deliveries = real;
    engine.clock.advance(Duration.ofMinutes(1).plusMillis(1));
    assertEquals(1, engine.sweep());
    engine.wake();
    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
  }

  @Test
  void aFailedLookUpLeavesNoPlaceTakenOnTheDirectRoad() {
    var first = engine.subscribe();
    var narrow = engine.subscribe(engine.sample().events("payment.*"));
    var event = engine.event();
    engine.log.claim(event, List.of(first.id(), narrow.id()), engine.clock.instant(), Pass.LEASE);
    engine.clock.advance(Pass.LEASE);
    var real = engine.subscriptions;
    engine.subscriptions = failing(Subscriptions.class, real);
    doThrow(out).when(engine.subscriptions).get(anyString(), anyString());
    assertThrows(Unavailable.class, () -> engine.pass(event));
    engine.subscriptions = real;
    engine.clock.advance(Pass.LEASE);

    assertEquals(DeliveryState.DELIVERED, deliveredBy(engine.event()), "still a quick endpoint");
  }

  @Test
  void anUnknownKillSwitchLeavesNoPlaceTakenOnTheDirectRoad() {
    engine.subscribe();
    engine.subscribe();
    var event = engine.event();
    var real = engine.killSwitches;
    engine.killSwitches = failing(KillSwitches.class, real);
    doReturn(false).doThrow(out).when(engine.killSwitches).stops(anyString(), anyString());
    assertThrows(Unavailable.class, () -> engine.pass(event));
    engine.killSwitches = real;
    engine.clock.advance(Pass.LEASE);

    assertEquals(DeliveryState.DELIVERED, deliveredBy(engine.event()), "still a quick endpoint");
  }

  @Test
  void anAttemptOfTheLaneThatCouldNotBeRecordedIsMadeAgain() {
    var subscription = engine.subscribe();
    var event = engine.event();
    var real = retryThatCannotBeRecorded(subscription, event);

    assertThrows(Unavailable.class, engine::wake);

    engine.deliveries = real;
    assertEquals(DeliveryState.PENDING, engine.document(event, subscription).state());
    engine.drain(subscription.lane());
    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
    assertEquals(3, engine.sentTo(subscription));
  }

  @Test
  void aLaneThatCouldNotBeParkedIsTakenOverWhenItsLeaseRanOut() {
    var subscription = engine.subscribe(engine.sample().paused());
    var event = engine.event();
    engine.pass(event);
    engine.change(subscription, Status.ACTIVE, null);
    var real = engine.lanes;
    engine.lanes = failing(Lanes.class, real);
    doThrow(out).when(engine.lanes).park(any(), any(), any(), any());

    assertThrows(Unavailable.class, engine::wake);

    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
    engine.lanes = real;
    engine.clock.advance(Duration.ofMinutes(1).plusMillis(1));
    assertEquals(1, engine.sweep());
    engine.wake();
    assertEquals(0, engine.sweep());
    assertEquals(1, engine.sentTo(subscription));
  }

  @Test
  void whatIsUnderWayIsWaitedForAndRecordedAlsoWhereTheLeaseCannotBeRenewed() {
    var subscription = engine.subscribe();
    var event = engine.event();
    engine.sender.next(subscription.lane(), status(500));
    engine.pass(event);
    engine.clock.advanceTo(engine.queue.next().orElseThrow());
    var answer = new CountDownLatch(1);
    engine.sender.always(
        subscription.lane(),
        _ -> {
          engine.clock.advance(Duration.ofSeconds(15));
          Engine.await(answer);
          return status(200);
        });
    engine.renewal = CompletableFuture.completedFuture(null);
    engine.lanes = failing(Lanes.class, engine.lanes);
    var tries = new AtomicInteger();
    doAnswer(
            _ -> {
              if (tries.incrementAndGet() == 3) {
                answer.countDown();
              }
              throw out;
            })
        .when(engine.lanes)
        .renew(any(), any(), any());

    assertThrows(Unavailable.class, () -> engine.drain(subscription.lane()));

    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
    assertEquals(2, engine.sentTo(subscription));
  }

  /** A retry is due, whose end the store will not take; gives the store that would. */
  private Deliveries retryThatCannotBeRecorded(Subscription subscription, Event event) {
    engine.sender.next(subscription.lane(), status(500));
    engine.pass(event);
    var real = engine.deliveries;
    engine.deliveries = failing(Deliveries.class, real);
    doThrow(out).when(engine.deliveries).finish(any(), anyLong());
    engine.clock.advanceTo(engine.queue.next().orElseThrow());
    return real;
  }

  private DeliveryState deliveredBy(Event event) {
    var finished = assertInstanceOf(Pass.Result.Finished.class, engine.pass(event));
    return finished.deliveries().stream()
        .map(DeliverySummary::state)
        .findFirst()
        .orElse(DeliveryState.PENDING);
  }

  private static <T> T failing(Class<T> port, T real) {
    return mock(port, delegatesTo(real));
  }
}
