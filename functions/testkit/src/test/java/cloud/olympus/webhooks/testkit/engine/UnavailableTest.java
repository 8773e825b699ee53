package cloud.olympus.webhooks.testkit.engine;

import static cloud.olympus.webhooks.testkit.memory.ScriptedSender.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscriptions;
import java.util.List;
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
  void whateverStepFailsTheCallerLearnsThatAStoreIsUnavailable() {
    for (int i = 0; i < 3; i++) {
      engine.subscribe();
    }
    var real = engine.subscriptions;
    // The step that runs on the caller's own thread is well; the others are not.
    for (var other : real.routes(engine.tenant, null).subscriptions().subList(1, 3)) {
      engine.sender.next(other.lane(), status(410));
    }
    engine.subscriptions = failing(Subscriptions.class, real);
    doThrow(out).when(engine.subscriptions).update(any());
    var event = engine.event();

    assertThrows(Unavailable.class, () -> engine.pass(event));
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
  void anAttemptOfTheLaneThatCouldNotBeRecordedIsMadeAgain() {
    var subscription = engine.subscribe();
    engine.sender.next(subscription.lane(), status(500));
    var event = engine.event();
    engine.pass(event);
    var real = engine.deliveries;
    engine.deliveries = failing(Deliveries.class, real);
    doThrow(out).when(engine.deliveries).finish(any(), anyLong());
    engine.clock.advanceTo(engine.queue.next().orElseThrow());

    assertThrows(Unavailable.class, engine::wake);

    engine.deliveries = real;
    assertEquals(DeliveryState.PENDING, engine.document(event, subscription).state());
    engine.wake();
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
    engine.clock.advance(java.time.Duration.ofMinutes(1).plusMillis(1));
    assertEquals(1, engine.sweep());
    engine.wake();
    assertEquals(0, engine.sweep());
    assertEquals(1, engine.sentTo(subscription));
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
