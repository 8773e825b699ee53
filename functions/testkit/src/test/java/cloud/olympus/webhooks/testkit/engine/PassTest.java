package cloud.olympus.webhooks.testkit.engine;

import static cloud.olympus.webhooks.testkit.memory.ScriptedSender.failed;
import static cloud.olympus.webhooks.testkit.memory.ScriptedSender.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.signing.Signature;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.Ordering;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PassTest {

  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void aHealthyEventIsSentRecordedAndLeavesNothingBehind() {
    var subscription = engine.subscribe();
    var event = engine.event();

    var deliveries = finished(event);

    assertEquals(List.of(DeliveryState.DELIVERED), states(deliveries));
    assertEquals(200, Objects.requireNonNull(deliveries.getFirst().last()).status());
    assertEquals(1, engine.sentTo(subscription));
    assertFalse(engine.hasDocument(event, subscription));
    assertEquals(List.of(), engine.queue.scheduled());
    assertTrue(engine.log.get(event.key()).orElseThrow().recorded());
  }

  @Test
  void whoseClaimMayRunOutBeforeTheAnswerSendsNothingAndLeavesItToTheLane() {
    var subscription = engine.subscribe();
    var event = engine.event();
    var real = engine.killSwitches;
    engine.killSwitches = mock(KillSwitches.class, delegatesTo(real));
    doAnswer(
            _ -> {
              // After the claim the pass stands still.
              engine.clock.advance(Pass.LEASE.dividedBy(2));
              return false;
            })
        .when(engine.killSwitches)
        .stops(anyString(), anyString());

    var deliveries = finished(event);

    assertEquals(List.of(DeliveryState.PENDING), states(deliveries));
    assertEquals(0, engine.sentTo(subscription));
    engine.killSwitches = real;
    engine.wakeNext();
    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
    assertEquals(1, engine.sentTo(subscription));
  }

  @Test
  void aHundredThatAreDownAreWokenSideBySide() {
    int lanes = 100;
    for (int i = 0; i < lanes; i++) {
      engine.sender.next(engine.subscribe().lane(), status(500));
    }
    var together = new CyclicBarrier(2);
    engine.wakeups =
        wake -> {
          // One alone would wait in vain for another.
          assertDoesNotThrow(() -> together.await(30, TimeUnit.SECONDS));
          engine.queue.at(wake);
        };

    finished(engine.event());

    assertEquals(lanes, engine.queue.scheduled().size());
  }

  @Test
  void aRequestCarriesTheEventAndItsSignature() {
    var subscription = engine.subscribe();
    var event = Samples.fullEvent(engine.tenant);

    finished(event);

    var request = engine.sender.sent(subscription.lane()).getFirst();
    byte[] body = subscription.payloadFormat().body(event);
    var headers = request.headers();
    assertEquals(subscription.url(), request.url());
    assertEquals(new String(body, UTF_8), new String(request.body(), UTF_8));
    assertEquals(event.key().messageId(), headers.get("webhook-id"));
    assertEquals(
        Long.toString(engine.clock.instant().getEpochSecond()), headers.get("webhook-timestamp"));
    assertEquals(
        Signature.header(
            event.key().messageId(), engine.clock.instant(), body, List.of(engine.secret)),
        headers.get("webhook-signature"));
    assertEquals("1", headers.get("Olympus-Attempt"));
    assertEquals("storekit", headers.get("Olympus-Source"));
    assertEquals("true", headers.get("Olympus-Test"));
    assertEquals("application/json", headers.get("Content-Type"));
  }

  @Test
  void everyMatchingSubscriptionGetsItAndNoOther() {
    var all = engine.subscribe();
    var orders = engine.subscribe(engine.sample().events("order.*"));
    var payments = engine.subscribe(engine.sample().events("payment.*"));
    var storekit = engine.subscribe(engine.sample().sources("storekit"));
    var elsewhere = engine.subscribe(engine.sample().locations("loc-1"));

    var deliveries = finished(engine.event());

    assertEquals(2, deliveries.size());
    assertEquals(1, engine.sentTo(all));
    assertEquals(1, engine.sentTo(orders));
    for (var other : List.of(payments, storekit, elsewhere)) {
      assertEquals(0, engine.sentTo(other));
    }
  }

  @Test
  void anEventThatNobodyWantsLeavesATrace() {
    var event = engine.event();

    assertEquals(List.of(), finished(event));

    assertTrue(engine.log.get(event.key()).orElseThrow().recorded());
  }

  @Test
  void oneBadEndpointDoesNotKeepTheOthersFromTheirs() {
    List<Subscription> well = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      well.add(engine.subscribe());
    }
    var bad = engine.subscribe();
    engine.sender.next(bad.lane(), failed(Failure.CONNECTION_REFUSED));
    var event = engine.event();

    var deliveries = finished(event);

    assertEquals(5, states(deliveries).stream().filter(DeliveryState.DELIVERED::equals).count());
    well.forEach(subscription -> assertFalse(engine.hasDocument(event, subscription)));
    assertEquals(DeliveryState.PENDING, engine.document(event, bad).state());
  }

  @Test
  void aSlowEndpointKeepsNoOtherFromBeingRecordedAndWoken() throws Exception {
    var well = engine.subscribe();
    var bad = engine.subscribe();
    var slow = engine.subscribe();
    var answer = new CompletableFuture<Answer>();
    engine.sender.next(bad.lane(), status(500)).always(slow.lane(), _ -> answer.join());
    var event = engine.event();
    var pass = CompletableFuture.supplyAsync(() -> finished(event));

    engine.ended.acquire(2);
    engine.patience.complete(null);

    engine.queue.awaitScheduled(2);
    var known = engine.log.get(event.key()).orElseThrow();
    assertTrue(known.recorded());
    assertEquals(DeliveryState.DELIVERED, of(well, known.deliveries()).state());
    assertEquals(500, Objects.requireNonNull(of(bad, known.deliveries()).last()).status());
    assertEquals(DeliveryState.PENDING, of(slow, known.deliveries()).state());
    var lease = engine.clock.instant().plus(Pass.LEASE);
    assertEquals(lease, engine.document(event, slow).dueAt());
    assertFalse(pass.isDone());

    answer.complete(status(200));

    assertEquals(DeliveryState.DELIVERED, of(slow, pass.get()).state());
    assertEquals(1, engine.document(event, slow).attempts().size());
    while (engine.wakeNext()) {
      // to the end
    }
    assertEquals(1, engine.sentTo(slow));
    assertEquals(2, engine.sentTo(bad));
  }

  @Test
  void whatGoesByItsLaneIsRecordedAsItIsHoweverBusyTheMachineIs() {
    engine.subscribe();
    var ordered =
        engine.subscribe(engine.sample().rules(DeliveryRules.DEFAULT.with(Ordering.SKIP)));
    var event = engine.event().inOrderOf("order-1");
    engine.patience.complete(null);
    engine.busy = new CompletableFuture<>();
    var log = engine.log;
    engine.log = spy(log);
    doAnswer(
            call -> {
              try {
                var recorded = call.callRealMethod();
                assertEquals("order-1", engine.document(event, ordered).orderingKey());
                assertEquals(engine.clock.instant(), engine.document(event, ordered).dueAt());
                return recorded;
              } finally {
                engine.busy.complete(null);
              }
            })
        .when(engine.log)
        .record(any(), any(), any());

    finished(event);
    engine.wake();

    assertEquals(1, engine.sentTo(ordered));
  }

  @Test
  void aWakeUpThatNobodyTakesLosesNoAnswerThatIsUnderWay() throws Exception {
    var bad = engine.subscribe();
    var slow = engine.subscribe();
    var answer = new CompletableFuture<Answer>();
    engine.sender.next(bad.lane(), status(500)).always(slow.lane(), _ -> answer.join());
    var refused = new CountDownLatch(1);
    engine.wakeups =
        _ -> {
          refused.countDown();
          throw new Unavailable("the queue is silent");
        };
    var event = engine.event();
    var pass = CompletableFuture.supplyAsync(() -> engine.pass(event));
    engine.ended.acquire(1);
    engine.patience.complete(null);
    await(refused);

    answer.complete(status(200));

    assertInstanceOf(
        Unavailable.class, assertThrows(ExecutionException.class, pass::get).getCause());
    assertEquals(DeliveryState.DELIVERED, engine.document(event, slow).state());
    engine.wakeups = engine.queue;
    finished(event);
    while (engine.wakeNext()) {
      // to the end
    }
    assertEquals(1, engine.sentTo(slow));
    assertEquals(2, engine.sentTo(bad));
  }

  @Test
  void aSlowEndpointThatFailsIsTriedAgainByItsSchedule() throws Exception {
    engine.subscribe();
    var slow = engine.subscribe();
    var answer = new CompletableFuture<Answer>();
    engine.sender.always(slow.lane(), _ -> answer.join());
    var event = engine.event();
    var pass = CompletableFuture.supplyAsync(() -> finished(event));
    engine.ended.acquire(1);
    engine.patience.complete(null);
    engine.queue.awaitScheduled(1);

    answer.complete(failed(Failure.TIMEOUT));

    var due = of(slow, pass.get()).dueAt();
    assertEquals(1, engine.document(event, slow).attempts().size());
    assertEquals(due, engine.document(event, slow).dueAt());
    assertEquals(due, engine.queue.next().orElseThrow());
  }

  @Test
  void whatWasUnderWayWhenItsPassDiedIsTriedByItsLane() throws Exception {
    engine.subscribe();
    var slow = engine.subscribe();
    var answer = new CompletableFuture<Answer>();
    var arrived = new CountDownLatch(1);
    engine.sender.always(
        slow.lane(),
        _ -> {
          arrived.countDown();
          return answer.join();
        });
    var event = engine.event();
    var pass = CompletableFuture.supplyAsync(() -> engine.pass(event));
    engine.ended.acquire(1);
    await(arrived);
    engine.patience.complete(null);
    engine.queue.awaitScheduled(1);
    engine.sender.always(slow.lane(), _ -> status(200));

    assertTrue(engine.wakeNext());

    assertEquals(2, engine.sentTo(slow));
    assertEquals(DeliveryState.DELIVERED, engine.document(event, slow).state());
    answer.complete(failed(Failure.TIMEOUT));
    pass.get();
    assertEquals(DeliveryState.DELIVERED, engine.document(event, slow).state());
  }

  private static DeliverySummary of(Subscription subscription, List<DeliverySummary> deliveries) {
    return deliveries.stream()
        .filter(one -> one.webhookId().equals(subscription.id()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFailureGoesToTheLaneAndIsTriedAgainByItsSchedule() {
    var subscription = engine.subscribe();
    engine.sender.next(subscription.lane(), status(500), status(503));
    var event = engine.event();
    var start = engine.clock.instant();

    finished(event);

    var first = start.plusMillis(10).plusSeconds(5);
    assertEquals(List.of(new Wake(subscription.lane(), 0, first)), engine.queue.scheduled());
    assertEquals(first, engine.document(event, subscription).dueAt());
    assertTrue(engine.wakeNext());
    assertEquals(2, engine.sentTo(subscription));
    var second = first.plusMillis(10).plusSeconds(300);
    assertEquals(List.of(new Wake(subscription.lane(), 1, second)), engine.queue.scheduled());
    assertTrue(engine.wakeNext());

    var delivery = engine.document(event, subscription);
    assertEquals(DeliveryState.DELIVERED, delivery.state());
    assertEquals(List.of(start, first, second), at(delivery));
    assertFalse(engine.wakeNext());
    assertEquals(
        List.of("1", "2", "3"),
        engine.sender.sent(subscription.lane()).stream()
            .map(request -> request.headers().get("Olympus-Attempt"))
            .toList());
  }

  @Test
  void tenFailuresExhaustTheStandardSchedule() {
    var delivery = untilTheEnd(RetrySchedule.STANDARD);

    assertEquals(10, delivery.attempts().size());
    assertEquals(
        Duration.ofHours(75).plusMinutes(35).plusSeconds(5).plusMillis(9 * 10),
        Duration.between(at(delivery).getFirst(), at(delivery).getLast()));
  }

  @Test
  void eightFailuresExhaustTheStorekitSchedule() {
    assertEquals(8, untilTheEnd(RetrySchedule.STOREKIT).attempts().size());
  }

  private Delivery untilTheEnd(RetrySchedule schedule) {
    var subscription = engine.subscribe(engine.sample().schedule(schedule));
    // An endpoint that is down would not be asked so often.
    engine.sender.always(subscription.lane(), _ -> status(400));
    var event = engine.event();
    finished(event);
    int wakes = 0;
    while (engine.wakeNext()) {
      wakes++;
    }

    var delivery = engine.document(event, subscription);
    assertEquals(schedule.delays().size() - 1, wakes);
    assertEquals(DeliveryState.EXHAUSTED, delivery.state());
    assertEquals("schedule_exhausted", delivery.reason());
    assertEquals(Status.ACTIVE, engine.current(subscription).status());
    return delivery;
  }

  @Test
  void anEndpointThatIsGoneIsDisabledAndItsDeliveryHeld() {
    var subscription = engine.subscribe();
    engine.sender.next(subscription.lane(), status(410));
    var event = engine.event();

    assertEquals(List.of(DeliveryState.HELD), states(finished(event)));

    var now = engine.current(subscription);
    assertEquals(Status.DISABLED, now.status());
    assertEquals(DisabledReason.GONE, now.disabledReason());
    assertEquals("gone", engine.document(event, subscription).reason());
    assertEquals(
        engine.clock.instant().plus(Duration.ofDays(25)), engine.queue.next().orElseThrow());
    var next = engine.event();
    assertEquals(List.of(DeliveryState.HELD), states(finished(next)));
    assertEquals(1, engine.sentTo(subscription));
  }

  @Test
  void whatIsPausedIsHeldAndDrainsOnEnabling() {
    var subscription = engine.subscribe(engine.sample().paused());
    var events = List.of(engine.event(), engine.event(), engine.event());
    events.forEach(event -> assertEquals(List.of(DeliveryState.HELD), states(finished(event))));
    assertEquals("paused", engine.document(events.getFirst(), subscription).reason());
    assertEquals(0, engine.sentTo(subscription));

    engine.change(subscription, Status.ACTIVE, null);
    engine.wake();

    assertEquals(3, engine.sentTo(subscription));
    events.forEach(
        event ->
            assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state()));
  }

  @Test
  void whatIsEnabledWhileAPassSeesItPausedIsStillSent() {
    var subscription = engine.subscribe(engine.sample().paused());
    var event = engine.event();
    var token =
        assertInstanceOf(
                Claim.Mine.class,
                engine.log.claim(
                    event, List.of(subscription.id()), engine.clock.instant(), Pass.LEASE))
            .token();
    engine.change(subscription, Status.ACTIVE, null);
    engine.wake();
    var held =
        Delivery.fresh(
                Samples.deliveryId(event, subscription.id()), event.type(), engine.clock.instant())
            .held("paused", engine.clock.instant());
    engine.log.record(token, List.of(held), engine.clock.instant());

    finished(event);
    engine.wake();

    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
  }

  @Test
  void aDeliveryWhoseSubscriptionIsDeletedIsCancelled() {
    var subscription = engine.subscribe();
    var event = engine.event();
    claim(event, subscription);
    engine.subscriptions.delete(engine.tenant, subscription.id(), null);
    engine.clock.advance(Pass.LEASE);

    assertEquals(List.of(DeliveryState.CANCELLED), states(finished(event)));

    assertEquals("subscription_deleted", engine.document(event, subscription).reason());
    assertEquals(0, engine.sentTo(subscription));
  }

  // The four answers of a claim.

  @Test
  void whatAnotherPassHoldsIsNotAcknowledged() {
    var subscription = engine.subscribe();
    var event = engine.event();
    claim(event, subscription);

    var busy = assertInstanceOf(Pass.Result.Busy.class, engine.pass(event));

    assertEquals(engine.clock.instant().plus(Pass.LEASE), busy.until());
    assertEquals(0, engine.sentTo(subscription));
  }

  @Test
  void aSecondMessageOfOneEventSendsNothing() {
    var subscription = engine.subscribe();
    var event = engine.event();
    var once = finished(event);

    assertEquals(once, finished(event));

    assertEquals(1, engine.sentTo(subscription));
  }

  @Test
  void ofManyMessagesOfOneEventAtOnceOneIsSent() {
    var subscription = engine.subscribe();
    var event = engine.event();

    Crowd.all(64, () -> engine.pass(event));

    assertEquals(1, engine.sentTo(subscription));
  }

  @Test
  void anotherEventUnderTheSameIdIsAConflictAndNotSent() {
    var subscription = engine.subscribe();
    var event = engine.event();
    finished(event);

    var other = Samples.event(engine.tenant, event.id(), "order.updated");

    assertInstanceOf(Pass.Result.Conflict.class, engine.pass(other));
    assertEquals(1, engine.sentTo(subscription));
  }

  // Passes that die.

  @Test
  void aPassThatDiedBeforeItRecordedIsTakenOver() {
    var subscription = engine.subscribe();
    var event = engine.event();
    claim(event, subscription);
    engine.clock.advance(Pass.LEASE);

    assertEquals(List.of(DeliveryState.DELIVERED), states(finished(event)));

    assertEquals(1, engine.sentTo(subscription));
  }

  @Test
  void theSetOfATakenOverEventStaysWhatItWas() {
    var first = engine.subscribe();
    var event = engine.event();
    claim(event, first);
    var later = engine.subscribe();
    engine.clock.advance(Pass.LEASE);

    assertEquals(1, finished(event).size());

    assertEquals(1, engine.sentTo(first));
    assertEquals(0, engine.sentTo(later));
  }

  @Test
  void aPassThatDiedBetweenRecordAndWakeIsMadeGoodByTheNextMessage() {
    var subscription = engine.subscribe();
    var event = engine.event();
    var mine = claim(event, subscription);
    var now = engine.clock.instant();
    var failure =
        Samples.failed(
            Delivery.fresh(Samples.deliveryId(event, subscription.id()), event.type(), now), now);
    engine.log.record(mine.token(), List.of(failure), now);

    finished(event);

    assertEquals(
        List.of(new Wake(subscription.lane(), 0, failure.dueAt())), engine.queue.scheduled());
    engine.wakeNext();
    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
  }

  @Test
  void aPassThatDiedBetweenNoteAndWakeUpIsMadeGoodByTheNextMessage() {
    var subscription = engine.subscribe();
    engine.sender.next(subscription.lane(), status(500));
    var event = engine.event();
    finished(event);
    var scheduled = engine.queue.scheduled();
    engine.queue.lose();
    var again = new cloud.olympus.webhooks.testkit.memory.InMemoryWakeups();
    engine.wakeups = again;

    finished(event);

    assertEquals(scheduled, again.scheduled());
  }

  @Test
  void aMessageThatComesAgainWhileTheLaneIsDrainedUsesUpNoWakeUp() {
    var subscription = engine.subscribe();
    engine.sender.next(subscription.lane(), status(500));
    var event = engine.event();
    finished(event);
    var due = engine.document(event, subscription).dueAt();
    engine.clock.advanceTo(due);
    var lease =
        engine.lanes.acquire(subscription.lane(), due, Duration.ofSeconds(30)).orElseThrow();
    finished(event);
    engine.wake();

    engine.lanes.park(lease, null, due).ifPresent(engine.queue::at);
    engine.wake();

    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
  }

  // The direct road.

  @Test
  void whatIsAboveTheCapOfAnEndpointGoesByItsLane() throws Exception {
    engine.fairway = new Fairway(2, engine.clock::nanos);
    var subscription = engine.subscribe();
    var release = new CountDownLatch(1);
    var arrived = new CountDownLatch(1);
    engine.sender.always(
        subscription.lane(),
        _ -> {
          arrived.countDown();
          await(release);
          return status(200);
        });
    var first =
        CompletableFuture.supplyAsync(
            () -> engine.pass(engine.event()), Thread::startVirtualThread);
    arrived.await();
    var overflow = engine.event();

    var deliveries = finished(overflow);

    assertEquals(List.of(DeliveryState.PENDING), states(deliveries));
    assertEquals(0, deliveries.getFirst().attempts());
    release.countDown();
    assertInstanceOf(Pass.Result.Finished.class, first.get());
    engine.wake();
    assertEquals(DeliveryState.DELIVERED, engine.document(overflow, subscription).state());
    assertEquals(2, engine.sentTo(subscription));
  }

  @Test
  void aSlowEndpointIsServedByItsLaneUntilItIsQuickAgain() {
    var subscription = engine.subscribe();
    engine.sender.always(
        subscription.lane(),
        _ -> {
          engine.clock.advance(Fairway.SLOW);
          return status(200);
        });
    assertEquals(List.of(DeliveryState.DELIVERED), states(finished(engine.event())));
    engine.sender.always(subscription.lane(), _ -> status(200));

    for (int i = 0; i < 5; i++) {
      engine.clock.advance(Duration.ofSeconds(1));
      assertEquals(List.of(DeliveryState.PENDING), states(finished(engine.event())));
      engine.wake();
    }

    assertEquals(6, engine.sentTo(subscription));
    assertEquals(List.of(DeliveryState.DELIVERED), states(finished(engine.event())));
  }

  @Test
  void whatIsBeyondTheDirectFanOutGoesByItsLane() {
    int size = Pass.DIRECT_FAN_OUT + 20;
    for (int i = 0; i < size; i++) {
      engine.subscribe();
    }

    var deliveries = finished(engine.event());

    assertEquals(size, deliveries.size());
    assertEquals(
        Pass.DIRECT_FAN_OUT,
        states(deliveries).stream().filter(DeliveryState.DELIVERED::equals).count());
    engine.wake();
    assertEquals(size, engine.sender.sent().size());
  }

  // Policy.

  @Test
  void ourOwnTroubleIsNotCharged() {
    var subscription = engine.subscribe();
    var event = engine.event();
    for (int i = 0; i < 12; i++) {
      engine.sender.next(subscription.lane(), failed(Failure.RESOLVER_DOWN));
    }
    engine.sender.next(subscription.lane(), status(500));

    finished(event);
    for (int i = 0; i < 12; i++) {
      assertTrue(engine.wakeNext());
    }

    var delivery = engine.document(event, subscription);
    assertEquals(13, delivery.attempts().size());
    assertEquals(1, delivery.charged());
    assertEquals(
        engine.clock.instant().plusMillis(10).plusSeconds(5),
        delivery.dueAt(),
        "the first step of the schedule");
  }

  @Test
  void anEndpointMayAskForMoreTimeThanTheSchedule() {
    var subscription = engine.subscribe();
    engine.sender.next(
        subscription.lane(),
        status(429, Map.of("retry-after", "120")),
        status(503, Map.of("retry-after", "1")),
        status(503, Map.of("retry-after", "999999")));
    var event = engine.event();

    finished(event);

    assertEquals(Duration.ofMinutes(2), wait(event, subscription));
    engine.wakeNext();
    assertEquals(Duration.ofMinutes(5), wait(event, subscription), "no less than the schedule");
    engine.wakeNext();
    assertEquals(Duration.ofHours(24), wait(event, subscription), "no more than a day");
  }

  @Test
  void whatComesForAnEndpointThatRestsDoesNotWakeItsLane() {
    var subscription = engine.subscribe();
    engine.sender.next(subscription.lane(), status(429, Map.of("retry-after", "120")));
    finished(engine.event());
    var scheduled = engine.queue.scheduled();

    var deliveries = finished(engine.event());

    assertEquals(List.of(DeliveryState.PENDING), states(deliveries));
    assertEquals(scheduled, engine.queue.scheduled());
    engine.wakeNext();
    assertEquals(3, engine.sentTo(subscription));
  }

  private Duration wait(Event event, Subscription subscription) {
    return Duration.between(
        engine.clock.instant().plusMillis(10), engine.document(event, subscription).dueAt());
  }

  @Test
  void everyAttemptIsSignedAnewUnderTheSameId() {
    var subscription = engine.subscribe();
    engine.sender.next(subscription.lane(), status(500));
    finished(engine.event());
    engine.wakeNext();

    var requests = engine.sender.sent(subscription.lane());

    assertEquals(2, requests.size());
    assertNotEquals(
        requests.getFirst().headers().get("webhook-timestamp"),
        requests.getLast().headers().get("webhook-timestamp"));
    assertNotEquals(
        requests.getFirst().headers().get("webhook-signature"),
        requests.getLast().headers().get("webhook-signature"));
    assertEquals(
        requests.getFirst().headers().get("webhook-id"),
        requests.getLast().headers().get("webhook-id"));
  }

  @Test
  void itWaitsALittleForAPlace() {
    engine.fairway = new Fairway(2, engine.clock::nanos);
    var subscription = engine.subscribe();
    var place = engine.fairway.enter(subscription.lane());
    engine.patienceForAPlace =
        new CompletableFuture<>() {
          @Override
          public CompletableFuture<Void> copy() {
            // It waits from now on.
            place.close();
            return super.copy();
          }
        };

    assertEquals(List.of(DeliveryState.DELIVERED), states(finished(engine.event())));
  }

  private List<DeliverySummary> finished(Event event) {
    return assertInstanceOf(Pass.Result.Finished.class, engine.pass(event)).deliveries();
  }

  private Claim.Mine claim(Event event, Subscription subscription) {
    return assertInstanceOf(
        Claim.Mine.class,
        engine.log.claim(event, List.of(subscription.id()), engine.clock.instant(), Pass.LEASE));
  }

  private static List<DeliveryState> states(List<DeliverySummary> deliveries) {
    return deliveries.stream().map(DeliverySummary::state).toList();
  }

  private static List<Instant> at(Delivery delivery) {
    return delivery.attempts().stream().map(attempt -> attempt.at()).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
