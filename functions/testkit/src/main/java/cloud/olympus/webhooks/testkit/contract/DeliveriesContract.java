package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.delivery.Phases;
import cloud.olympus.webhooks.delivery.Trip;
import cloud.olympus.webhooks.delivery.Turn;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Lease;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Deliveries} must do. */
public abstract class DeliveriesContract {

  private static final Set<Turn> ALL = EnumSet.allOf(Turn.class);
  private static final Duration TTL = Duration.ofSeconds(30);

  private final TestClock clock = new TestClock();
  private final LaneKey lane = Samples.lane();
  private Deliveries deliveries = none();
  private Lanes lanes = none();

  /** For subclasses. */
  protected DeliveriesContract() {}

  /** Ports of one store, which may hold what other tests left. */
  protected abstract Ports ports();

  /** Returns once what is added next is later by the time that the store orders by. */
  protected void awaitLater() {}

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before each test
  private static <T> T none() {
    return null;
  }

  @BeforeEach
  void open() {
    var ports = ports();
    deliveries = ports.deliveries();
    lanes = ports.lanes();
  }

  @Test
  void whatIsEnqueuedIsKeptOnce() {
    var delivery = pending(0);
    var other =
        Samples.delivery(delivery.id(), DeliveryState.HELD, clock.instant(), clock.instant());

    assertTrue(deliveries.enqueue(delivery));
    assertFalse(deliveries.enqueue(other));

    assertEquals(Optional.of(delivery), deliveries.get(delivery.id()));
  }

  @Test
  void ofManyWhoEnqueueTheSameOneAddsIt() {
    var delivery = pending(0);

    var added = Crowd.all(16, () -> deliveries.enqueue(delivery));

    assertEquals(1, added.stream().filter(yes -> yes).count());
  }

  // Order by key.

  @Test
  void whoeverWasAddedFirstIsTheFirstOfItsKey() {
    var late = keyed(-5, "order-1");
    var early = keyed(-60, "order-1");
    var other = keyed(0, "order-2");
    var none = enqueue(-90);

    assertEquals(Optional.of(late), first(late));
    assertEquals(Optional.of(other), first(other));
    assertEquals(Optional.of(late), first(early));

    var behind = deliveries.get(early.id()).orElseThrow();
    assertEquals(DeliveryState.HELD, behind.state());
    assertEquals(Delivery.ORDERING, behind.reason());
    assertEquals(List.of(none, late, other), ready(clock.instant().plusSeconds(60), 5));
  }

  @Test
  void theEndOfTheFirstMakesTheNextDueAndNoOther() {
    var one = keyed(-60, "order-1");
    var two = keyed(-60, "order-1");
    var three = keyed(-60, "order-1");
    first(three);
    first(two);

    assertTrue(deliveries.finish(Samples.failed(one, clock.instant()), 1));
    assertEquals(Optional.of(one.id()), first(two).map(Delivery::id));
    assertEquals(List.of(), ready(clock.instant(), 5));

    var done = Samples.delivered(deliveries.get(one.id()).orElseThrow(), clock.instant());
    assertTrue(deliveries.finish(done, 1));

    assertEquals(List.of(two.id()), ids(ready(done.updatedAt(), 5)));
    assertEquals(Optional.of(two.id()), first(two).map(Delivery::id));
    assertEquals(Optional.of(two.id()), first(three).map(Delivery::id));
    var gaveUp =
        two.moved(DeliveryState.CANCELLED, clock.instant().plusSeconds(16), "x", clock.instant());
    assertTrue(deliveries.finish(gaveUp, 1));

    assertEquals(List.of(), ready(clock.instant().plusSeconds(15), 5));
    assertEquals(List.of(three.id()), ids(ready(clock.instant().plusSeconds(16), 5)));
    assertEquals(Optional.empty(), first(two));
  }

  @Test
  void theEndOfOneThatIsNotTheFirstLeavesTheOthersWhereTheyAre() {
    var one = keyed(-60, "order-1");
    var two = keyed(-60, "order-1");
    var three = keyed(-60, "order-1");
    first(two);
    first(three);
    assertTrue(deliveries.finish(Samples.failed(one, clock.instant()), 1));

    var skipped = two.moved(DeliveryState.CANCELLED, clock.instant(), "x", clock.instant());
    // As whoever skips it does, who holds no lane.
    assertTrue(deliveries.finish(skipped, Long.MAX_VALUE));

    assertEquals(List.of(), ready(clock.instant().plusSeconds(60), 5));
    var done = Samples.delivered(deliveries.get(one.id()).orElseThrow(), clock.instant());
    assertTrue(deliveries.finish(done, 1));
    assertEquals(List.of(three.id()), ids(ready(done.updatedAt(), 5)));
  }

  @Test
  void howeverManyEndAndLookAtOnceSomebodyIsAlwaysDue() {
    for (int round = 0; round < 10; round++) {
      String key = "order-" + round;
      var one = keyed(-1, key);
      var two = keyed(-1, key);
      var three = keyed(-1, key);
      Crowd.<Object>each(
          3,
          number ->
              switch (number) {
                case 0 -> () -> first(two);
                case 1 -> () -> deliveries.finish(Samples.delivered(one, clock.instant()), 1);
                default -> () -> first(three);
              });

      assertEquals(Optional.of(two.id()), first(three).map(Delivery::id));
      var due = ids(ready(clock.instant().plusSeconds(1), 5));
      assertTrue(due.contains(two.id()), () -> "lost: " + deliveries.get(two.id()));
      deliveries.finish(Samples.delivered(two, clock.instant()), 1);
      deliveries.finish(Samples.delivered(three, clock.instant()), 1);
    }
  }

  @Test
  void anotherLaneHasTheSameKeyForItself() {
    var mine = keyed(0, "order-1");
    var other =
        Delivery.fresh(Samples.deliveryId(Samples.lane()), Samples.TYPE, clock.instant())
            .inOrderOf("order-1");
    deliveries.enqueue(other);

    assertEquals(Optional.of(mine), first(mine));
    assertEquals(Optional.of(other), first(other));
  }

  @Test
  void theOrderingKeyIsTheOneThatItWasAddedWith() {
    var none = enqueue(-60);
    var one = keyed(-60, "order-1");
    var two = keyed(-60, "order-1");
    first(two);

    assertTrue(deliveries.finish(Samples.failed(none, clock.instant()).inOrderOf("order-1"), 1));
    assertNull(deliveries.get(none.id()).orElseThrow().orderingKey());
    assertEquals(Optional.of(one), first(one));

    var delivered = Samples.delivered(one, clock.instant()).inOrderOf(null);
    assertTrue(deliveries.finish(delivered, 1));
    assertEquals("order-1", deliveries.get(one.id()).orElseThrow().orderingKey());
    assertEquals(List.of(two.id()), ids(ready(delivered.updatedAt(), 5)));
  }

  private Delivery keyed(long seconds, String key) {
    var delivery = pending(seconds).inOrderOf(key);
    assertTrue(deliveries.enqueue(delivery));
    awaitLater();
    return delivery;
  }

  private Optional<Delivery> first(Delivery delivery) {
    return deliveries.first(delivery, clock.instant().plus(Duration.ofDays(30)), clock.instant());
  }

  private static List<DeliveryId> ids(List<Delivery> of) {
    return of.stream().map(Delivery::id).toList();
  }

  @Test
  void aResendIsADeliveryOfItsOwn() {
    var delivery = enqueue(0);
    var id = delivery.id();
    var resent =
        Delivery.fresh(
            new DeliveryId(id.tenantId(), id.eventId(), id.webhookId(), 1),
            Samples.TYPE,
            clock.instant());

    assertTrue(deliveries.enqueue(resent));

    assertEquals(Optional.of(delivery), deliveries.get(id));
    assertEquals(Optional.of(resent), deliveries.get(resent.id()));
  }

  @Test
  void attemptsAreKeptInFull() {
    var delivery = enqueue(0);
    var once = Samples.failed(delivery, clock.advance(Duration.ofMillis(123)));
    var twice =
        Samples.after(
            once,
            DeliveryState.PENDING,
            clock.instant().plusSeconds(300),
            Samples.unanswered(once, Failure.TIMEOUT, clock.advance(Duration.ofSeconds(5))));

    assertTrue(deliveries.finish(once, 1));
    assertTrue(deliveries.finish(twice, 1));

    assertEquals(Optional.of(twice), deliveries.get(delivery.id()));
    assertEquals(List.of(twice), deliveries.list(lane, Set.of(), null, 5).items());
  }

  @Test
  void allThatIsKnownOfAnAttemptIsKept() {
    var delivery = enqueue(0);
    var all =
        new Phases(
            Duration.ofMillis(1), Duration.ZERO, Duration.ofMillis(30), Duration.ofMillis(400));
    var some = new Phases(null, null, null, Duration.ofMillis(7));
    var answer =
        new Answer.Answered(
            302, Map.of(), "long", true, new Trip(Duration.ofSeconds(1), "2001:db8::7", all, 2));
    var none =
        new Answer.Failed(
            Failure.CONNECTION_RESET, "closed", new Trip(Duration.ofMillis(9), null, some, 1));
    var once =
        Samples.after(
            delivery,
            DeliveryState.PENDING,
            clock.instant(),
            new Attempt(1, clock.instant(), answer));
    var twice =
        Samples.after(
            once, DeliveryState.PENDING, clock.instant(), new Attempt(2, clock.instant(), none));

    assertTrue(deliveries.finish(twice, 1));

    assertEquals(Optional.of(twice), deliveries.get(delivery.id()));
  }

  // Due order.

  @Test
  void whatIsDueIsReadyEarliestFirst() {
    var third = enqueue(-1);
    var first = enqueue(-3);
    enqueue(1);
    var second = enqueue(-2);
    var now = enqueue(0);

    assertEquals(List.of(first, second, third, now), ready(clock.instant(), 10));
    assertEquals(List.of(first, second), ready(clock.instant(), 2));
  }

  @Test
  void onlyTheUnfinishedOnesOfTheLaneAreReady() {
    var pending = enqueue(0);
    for (var state : DeliveryState.values()) {
      if (state.isFinal()) {
        deliveries.enqueue(
            Samples.delivery(Samples.deliveryId(lane), state, clock.instant(), clock.instant()));
      }
    }
    var otherTenant = new LaneKey(Samples.fresh("tenant"), lane.webhookId());
    var otherWebhook = new LaneKey(lane.tenantId(), Samples.fresh("wh"));
    for (var other : List.of(otherTenant, otherWebhook)) {
      deliveries.enqueue(
          Samples.delivery(
              Samples.deliveryId(other),
              DeliveryState.PENDING,
              clock.instant().minusSeconds(9),
              clock.instant()));
    }

    assertEquals(List.of(pending), ready(clock.instant(), 10));
    assertEquals(Optional.of(clock.instant()), deliveries.nextDue(lane));
    assertEquals(1, deliveries.ready(otherTenant, ALL, clock.instant(), 10).size());
  }

  @Test
  void theNextDueIsTheEarliestUnfinished() {
    assertTrue(deliveries.nextDue(lane).isEmpty());
    enqueue(60);
    enqueue(30);
    assertEquals(Optional.of(clock.instant().plusSeconds(30)), deliveries.nextDue(lane));
    for (var state : List.of(DeliveryState.HELD, DeliveryState.EXPIRED)) {
      deliveries.enqueue(
          Samples.delivery(Samples.deliveryId(lane), state, clock.instant(), clock.instant()));
    }

    assertEquals(Optional.of(clock.instant()), deliveries.nextDue(lane));
  }

  @Test
  void eachTurnIsReadyByItself() {
    var first = enqueue(-1);
    var retry = Samples.failed(enqueue(-9), clock.instant().minusSeconds(100));
    deliveries.finish(retry, 0);
    var held =
        Samples.delivery(
            Samples.deliveryId(lane),
            DeliveryState.HELD,
            clock.instant().minusSeconds(50),
            clock.instant());
    deliveries.enqueue(held);
    var now = retry.dueAt().plusSeconds(1);

    assertEquals(List.of(first), deliveries.ready(lane, Set.of(Turn.FIRST), now, 9));
    assertEquals(List.of(retry), deliveries.ready(lane, Set.of(Turn.RETRY), now, 9));
    assertEquals(List.of(held), deliveries.ready(lane, Set.of(Turn.HELD), now, 9));
    assertEquals(
        Set.of(first, retry),
        Set.copyOf(deliveries.ready(lane, Set.of(Turn.FIRST, Turn.RETRY), now, 9)));
    assertEquals(Set.of(first, retry, held), Set.copyOf(ready(now, 9)));
    assertEquals(List.of(held), ready(now, 1));
  }

  // Finishing.

  @Test
  void aFailureIsDueAgainAtItsNewTime() {
    var delivery = enqueue(0);
    var after = Samples.failed(delivery, clock.instant());

    assertTrue(deliveries.finish(after, 1));

    assertEquals(List.of(), ready(clock.instant(), 5));
    assertEquals(Optional.of(after.dueAt()), deliveries.nextDue(lane));
    assertEquals(List.of(after), ready(after.dueAt(), 5));
  }

  @Test
  void aSuccessEndsADelivery() {
    var after = Samples.delivered(enqueue(0), clock.instant());

    assertTrue(deliveries.finish(after, 1));

    assertEquals(Optional.of(after), deliveries.get(after.id()));
    assertTrue(deliveries.nextDue(lane).isEmpty());
  }

  @Test
  void aFailureOfAnEarlierHolderIsRefused() {
    var delivery = enqueue(0);
    var newer = Samples.failed(delivery, clock.advance(Duration.ofSeconds(40)));
    assertTrue(deliveries.finish(newer, 8));

    assertFalse(deliveries.finish(Samples.failed(delivery, clock.instant().minusSeconds(40)), 7));
    assertFalse(deliveries.finish(Samples.exhausted(delivery, clock.instant()), 7));

    assertEquals(Optional.of(newer), deliveries.get(delivery.id()));
  }

  @Test
  void theSameHolderMayWriteAgain() {
    var once = Samples.failed(enqueue(0), clock.instant());
    assertTrue(deliveries.finish(once, 8));
    var twice = Samples.failed(once, clock.advance(Duration.ofMinutes(5)));

    assertTrue(deliveries.finish(twice, 8));

    assertEquals(Optional.of(twice), deliveries.get(once.id()));
  }

  @Test
  void aSuccessOfAnEarlierHolderIsTaken() {
    var delivery = enqueue(0);
    assertTrue(deliveries.finish(Samples.failed(delivery, clock.instant()), 8));

    assertTrue(deliveries.finish(Samples.delivered(delivery, clock.instant()), 7));

    var kept = deliveries.get(delivery.id()).orElseThrow();
    assertEquals(DeliveryState.DELIVERED, kept.state());
    assertTrue(kept.lastAttempt().orElseThrow().succeeded());
  }

  @ParameterizedTest
  @EnumSource(names = {"DELIVERED", "EXHAUSTED", "EXPIRED", "CANCELLED"})
  void aFinalStateIsNeverReplaced(DeliveryState state) {
    var ended = Samples.delivery(Samples.deliveryId(lane), state, clock.instant(), clock.instant());
    deliveries.enqueue(ended);

    assertFalse(deliveries.finish(Samples.failed(ended, clock.instant()), 99));
    assertFalse(deliveries.finish(Samples.delivered(ended, clock.instant()), 99));

    assertEquals(Optional.of(ended), deliveries.get(ended.id()));
  }

  @Test
  void aDeliveryWithoutADocumentCannotBeFinished() {
    var unknown = pending(0);

    assertFalse(deliveries.finish(Samples.delivered(unknown, clock.instant()), 1));

    assertTrue(deliveries.get(unknown.id()).isEmpty());
  }

  @Test
  void ofManyWhoFinishAtOnceASuccessStays() {
    var delivery = enqueue(0);

    Crowd.each(
        16,
        i ->
            () ->
                deliveries.finish(
                    i == 7
                        ? Samples.delivered(delivery, clock.instant())
                        : Samples.failed(delivery, clock.instant()),
                    i));

    assertEquals(DeliveryState.DELIVERED, deliveries.get(delivery.id()).orElseThrow().state());
  }

  // Moving.

  @Test
  void aMoveTakesTheOldestDueFirst() {
    List<Delivery> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(enqueue(i - 100));
    }
    var tried = Samples.failed(waiting.getFirst(), clock.instant().minusSeconds(200));
    deliveries.finish(tried, 0);
    var lease = acquire();

    assertEquals(
        3,
        deliveries.move(
            lease, DeliveryState.PENDING, DeliveryState.HELD, "paused", clock.instant(), 3));
    assertEquals(
        2,
        deliveries.move(
            lease, DeliveryState.PENDING, DeliveryState.HELD, "paused", clock.instant(), 3));
    assertEquals(
        0,
        deliveries.move(
            lease, DeliveryState.PENDING, DeliveryState.HELD, "paused", clock.instant(), 3));
    assertEquals(Map.of(DeliveryState.HELD, 5L), deliveries.count(lane));
  }

  @Test
  void whatWaitsIsCountedWithoutWhatHasEnded() {
    var done = enqueue(0);
    deliveries.finish(Samples.delivered(done, clock.instant()), 0);
    enqueue(0);
    deliveries.finish(Samples.failed(enqueue(0), clock.instant()), 0);
    deliveries.enqueue(
        Samples.delivery(
            Samples.deliveryId(lane), DeliveryState.HELD, clock.instant(), clock.instant()));

    assertEquals(
        Map.of(DeliveryState.PENDING, 2L, DeliveryState.HELD, 1L), deliveries.waiting(lane));
    assertEquals(
        Map.of(DeliveryState.DELIVERED, 1L),
        deliveries.count(lane, Set.of(DeliveryState.DELIVERED)));
  }

  @Test
  void pendingOnesAreHeldWithAReasonAndKeepTheirAttempts() {
    var tried = Samples.failed(enqueue(0), clock.instant());
    deliveries.finish(tried, 0);
    var future = enqueue(1_000);
    var lease = acquire();
    var now = clock.advance(Duration.ofSeconds(1));

    assertEquals(
        2, deliveries.move(lease, DeliveryState.PENDING, DeliveryState.HELD, "paused", now, 10));

    var held = deliveries.get(tried.id()).orElseThrow();
    assertEquals(DeliveryState.HELD, held.state());
    assertEquals("paused", held.reason());
    assertEquals(tried.attempts(), held.attempts());
    assertEquals(now, held.updatedAt());
    assertEquals(DeliveryState.HELD, deliveries.get(future.id()).orElseThrow().state());
  }

  @Test
  void whatIsHeldIsDueAtOnceButNotWhileItMayBeUnderWay() {
    var retry = enqueue(3_600);
    var underWay = enqueue(20);
    var lease = acquire();
    var held = clock.instant();

    deliveries.move(lease, DeliveryState.PENDING, DeliveryState.HELD, "paused", held, 10);

    assertEquals(underWay.dueAt(), deliveries.get(underWay.id()).orElseThrow().dueAt());
    assertEquals(held.plus(Pass.LEASE), deliveries.get(retry.id()).orElseThrow().dueAt());
    assertEquals(List.of(), ready(held, 10));
    assertEquals(2, ready(held.plus(Pass.LEASE), 10).size());
  }

  @Test
  void aHolderThatStoodStillMakesNothingDueThatMayBeUnderWay() {
    var lease = acquire();
    var stoodStill = clock.instant();
    clock.advance(Pass.LEASE.multipliedBy(2));
    var underWay = enqueue(Pass.LEASE.toSeconds());

    deliveries.move(lease, DeliveryState.PENDING, DeliveryState.HELD, "paused", stoodStill, 10);

    assertEquals(underWay.dueAt(), deliveries.get(underWay.id()).orElseThrow().dueAt());
  }

  @Test
  void aLostLeaseMovesNothing() {
    var delivery = enqueue(0);
    var stale = acquire();
    clock.advance(TTL);
    var lease = acquire();

    assertEquals(
        0,
        deliveries.move(
            stale, DeliveryState.PENDING, DeliveryState.CANCELLED, "gone", clock.instant(), 10));
    assertEquals(Optional.of(delivery), deliveries.get(delivery.id()));
    assertEquals(
        1,
        deliveries.move(
            lease, DeliveryState.PENDING, DeliveryState.CANCELLED, "gone", clock.instant(), 10));
  }

  @Test
  void aMoveRefusesWhatAnEarlierHolderWritesLater() {
    var delivery = enqueue(0);
    var stale = acquire();
    clock.advance(TTL);
    var lease = acquire();
    deliveries.move(
        lease, DeliveryState.PENDING, DeliveryState.HELD, "paused", clock.instant(), 10);

    assertFalse(deliveries.finish(Samples.failed(delivery, clock.instant()), stale.epoch()));

    assertEquals(DeliveryState.HELD, deliveries.get(delivery.id()).orElseThrow().state());
  }

  @Test
  void aMoveLeavesOtherLanesAndStatesAlone() {
    var other = new LaneKey(lane.tenantId(), Samples.fresh("wh"));
    var elsewhere =
        Samples.delivery(
            Samples.deliveryId(other), DeliveryState.PENDING, clock.instant(), clock.instant());
    deliveries.enqueue(elsewhere);
    var done = Samples.delivered(enqueue(0), clock.instant());
    deliveries.finish(done, 0);

    assertEquals(
        0,
        deliveries.move(
            acquire(), DeliveryState.PENDING, DeliveryState.HELD, null, clock.instant(), 10));

    assertEquals(Optional.of(elsewhere), deliveries.get(elsewhere.id()));
    assertEquals(Optional.of(done), deliveries.get(done.id()));
  }

  // Lists and counts.

  @Test
  void aListIsNewestFirstByStateWithoutHolesOrDuplicates() {
    List<Delivery> pending = new ArrayList<>();
    List<Delivery> all = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      clock.advance(Duration.ofMillis(1));
      var state = i % 3 == 0 ? DeliveryState.HELD : DeliveryState.PENDING;
      var delivery =
          Samples.delivery(Samples.deliveryId(lane), state, clock.instant(), clock.instant());
      deliveries.enqueue(delivery);
      all.addFirst(delivery);
      if (state == DeliveryState.PENDING) {
        pending.addFirst(delivery);
      }
    }

    assertEquals(all, list(Set.of(), 4));
    assertEquals(pending, list(Set.of(DeliveryState.PENDING), 4));
    assertEquals(all, list(Set.of(DeliveryState.PENDING, DeliveryState.HELD), 2));
    assertEquals(List.of(), list(Set.of(DeliveryState.EXHAUSTED), 4));
  }

  @Test
  void pagesStayWholeWhileNewOnesArrive() {
    List<Delivery> before = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      clock.advance(Duration.ofMillis(1));
      before.addFirst(enqueue(0));
    }
    var page = deliveries.list(lane, Set.of(), null, 2);
    clock.advance(Duration.ofMillis(1));
    enqueue(0);

    List<Delivery> seen = new ArrayList<>(page.items());
    seen.addAll(Pages.all(2, page.next(), cursor -> deliveries.list(lane, Set.of(), cursor, 2)));

    assertEquals(before, seen);
  }

  @Test
  void deliveriesOfOneInstantAreEachListedOnce() {
    Set<Delivery> all = new HashSet<>();
    for (int i = 0; i < 7; i++) {
      all.add(enqueue(i));
    }

    var seen = list(Set.of(), 2);

    assertEquals(7, seen.size());
    assertEquals(all, new HashSet<>(seen));
  }

  @Test
  void aLaneCountsItsStates() {
    assertEquals(Map.of(), deliveries.count(lane));
    enqueue(0);
    enqueue(5);
    deliveries.finish(Samples.delivered(enqueue(0), clock.instant()), 1);
    deliveries.enqueue(
        Samples.delivery(
            Samples.deliveryId(new LaneKey(Samples.fresh("tenant"), lane.webhookId())),
            DeliveryState.HELD,
            clock.instant(),
            clock.instant()));

    assertEquals(
        Map.of(DeliveryState.PENDING, 2L, DeliveryState.DELIVERED, 1L), deliveries.count(lane));
  }

  private Delivery pending(long secondsFromNow) {
    return Samples.delivery(
        Samples.deliveryId(lane),
        DeliveryState.PENDING,
        clock.instant().plusSeconds(secondsFromNow),
        clock.instant());
  }

  private Delivery enqueue(long secondsFromNow) {
    var delivery = pending(secondsFromNow);
    assertTrue(deliveries.enqueue(delivery));
    return delivery;
  }

  private List<Delivery> ready(Instant now, int limit) {
    return deliveries.ready(lane, ALL, now, limit);
  }

  private Lease acquire() {
    return lanes.acquire(lane, clock.instant(), TTL).orElseThrow();
  }

  private List<Delivery> list(Set<DeliveryState> states, int limit) {
    return Pages.all(limit, null, cursor -> deliveries.list(lane, states, cursor, limit));
  }
}
