package cloud.olympus.webhooks.delivery;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Fairway.Place;
import cloud.olympus.webhooks.delivery.Fairway.Ticket;
import cloud.olympus.webhooks.lane.LaneKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class FairwayTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Fairway fairway = new Fairway(3, nanos::get);
  private final LaneKey lane = new LaneKey("t", "w");

  @Test
  void theLastPlaceIsKeptForTheLane() {
    var first = enter();
    var second = enter();
    assertFalse(isFree(lane));

    var third = byLane(false).orElseThrow();
    first.close();
    assertTrue(isFree(lane));

    third.close();
    assertTrue(isFree(lane));
    second.close();
  }

  @Test
  void aLaneThatFindsNoPlaceGetsHalfOfThemByAndBy() {
    var direct = List.of(enter(), enter());
    var one = byLane(false).orElseThrow();
    assertTrue(byLane(false).isEmpty());

    direct.getFirst().close();
    assertFalse(isFree(lane));
    var other = byLane(false).orElseThrow();
    direct.getLast().close();
    assertTrue(isFree(lane));

    assertTrue(byLane(false).isPresent());
    assertTrue(byLane(false).isEmpty());
    one.close();
    other.close();
  }

  @Test
  void anEndpointIsNotFreeWhileOneOfItsLaneIsOutstandingForASecond() {
    var place = byLane(true).orElseThrow();
    pass(Fairway.SLOW);

    assertFalse(isFree(lane));
    place.close();
    assertTrue(isFree(lane));
  }

  @Test
  void whatTheLaneHasUnderWayCountsOnTheRoad() {
    var one = byLane(false).orElseThrow();
    var other = byLane(false).orElseThrow();
    assertTrue(isFree(lane));

    var third = byLane(false).orElseThrow();
    assertFalse(isFree(lane));
    third.close();
    third.close();

    assertTrue(isFree(lane));
    one.close();
    other.close();
  }

  @Test
  void aLaneThatHasNoneUnderWayHasAPlace() {
    var places = List.of(byLane(true).orElseThrow(), byLane(true).orElseThrow());
    assertTrue(byLane(true).isPresent());
    assertTrue(byLane(false).isEmpty());
    places.forEach(Place::close);
  }

  private Optional<Place> byLane(boolean first) {
    return fairway.enterByLane(lane, 3, first);
  }

  @Test
  void anEndpointIsNotFreeWhileOneIsOutstandingForASecond() {
    var place = enter();
    pass(Fairway.SLOW.minusNanos(1));
    assertTrue(isFree(lane));
    pass(Duration.ofNanos(1));

    assertFalse(isFree(lane));
    place.close();
  }

  @Test
  void aSlowAnswerNeedsFiveQuickOnes() {
    var place = enter();
    pass(Fairway.SLOW);
    place.close();

    for (int i = 0; i < 5; i++) {
      assertFalse(isFree(lane));
      fairway.answered(lane, Fairway.SLOW.minusMillis(1));
    }

    assertTrue(isFree(lane));
  }

  @Test
  void whomNoLaneCallsQuickIsTriedAfterAWhileOneAtATime() {
    var place = enter();
    pass(Fairway.SLOW);
    place.close();
    pass(Duration.ofSeconds(30).minusNanos(1));
    assertFalse(isFree(lane));
    pass(Duration.ofNanos(1));

    for (int i = 0; i < 5; i++) {
      var only = enter();
      assertFalse(isFree(lane), "beside the " + i + "th");
      only.close();
    }
    var one = enter();
    assertTrue(isFree(lane));
    one.close();
  }

  @Test
  void whoIsSlowAgainWhenItIsTriedRestsAgain() {
    for (int i = 0; i < 3; i++) {
      var place = enter();
      pass(Fairway.SLOW);
      place.close();
      assertFalse(isFree(lane));
      pass(Duration.ofSeconds(30));
    }
  }

  @Test
  void oneSlowAnswerAmongThemStartsTheCountAgain() {
    var place = enter();
    pass(Fairway.SLOW);
    place.close();
    for (int i = 0; i < 4; i++) {
      fairway.answered(lane, Duration.ofMillis(1));
    }

    fairway.answered(lane, Fairway.SLOW);
    for (int i = 0; i < 4; i++) {
      fairway.answered(lane, Duration.ofMillis(1));
    }

    assertFalse(isFree(lane));
  }

  @Test
  void aSlowAnswerThatComesByTheLaneCountsToo() {
    fairway.answered(lane, Fairway.SLOW.minusMillis(1));
    assertTrue(isFree(lane));

    fairway.answered(lane, Fairway.SLOW);

    assertFalse(isFree(lane));
  }

  @Test
  void closingAPlaceTwiceCountsOnce() {
    var first = enter();
    var second = enter();
    first.close();
    first.close();
    var third = enter();

    assertFalse(isFree(lane));
    second.close();
    third.close();
  }

  @Test
  void endpointsDoNotHinderEachOther() {
    var place = enter();
    pass(Fairway.SLOW);

    assertTrue(isFree(new LaneKey("t", "other")));
    assertTrue(isFree(new LaneKey("other", "w")));
    place.close();
  }

  @Test
  void aSlowEndpointIsRememberedHoweverManyQuickOnesCome() {
    var place = enter();
    pass(Fairway.SLOW);
    place.close();

    for (int i = 0; i < 100_001; i++) {
      assertTrue(isFree(new LaneKey("t", "quick" + i)));
    }

    assertFalse(isFree(lane));
  }

  @Test
  void ofTooManySlowEndpointsTheLongestKnownIsForgotten() {
    var place = enter();
    pass(Fairway.SLOW);
    place.close();
    var last = new LaneKey("t", "slow100000");

    for (int i = 0; i <= 100_000; i++) {
      var other = enter(new LaneKey("t", "slow" + i));
      pass(Fairway.SLOW);
      other.close();
    }

    assertTrue(isFree(lane));
    assertFalse(isFree(last));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private Ticket enter() {
    return enter(lane);
  }

  private Ticket enter(LaneKey endpoint) {
    var ticket = fairway.enter(endpoint);
    assertTrue(getsPlace(ticket));
    return ticket;
  }

  /** Whether it has come; who asks goes away where it has not. */
  private static boolean getsPlace(Ticket ticket) {
    return ticket.getsPlace(Threads.of(Runnable::run), Duration.ZERO);
  }

  /** Takes a place if there is one, and gives it back at once. */
  private boolean isFree(LaneKey endpoint) {
    try (var ticket = fairway.enter(endpoint)) {
      return getsPlace(ticket);
    }
  }

  // The line.

  @Test
  void whoeverWaitsGetsThePlaceThatIsLeftInTheOrderOfComing() {
    var places = List.of(enter(), enter());
    var first = fairway.enter(lane);
    var second = fairway.enter(lane);
    var third = fairway.enter(lane);

    places.forEach(Ticket::close);

    assertTrue(getsPlace(first));
    assertTrue(getsPlace(second));
    assertFalse(getsPlace(third));
  }

  @Test
  void whatTheLaneLeavesIsGivenToWhoeverWaits() {
    enter();
    var byLane = List.of(byLane(true).orElseThrow(), byLane(false).orElseThrow());
    var waits = fairway.enter(lane);

    byLane.getFirst().close();

    assertTrue(getsPlace(waits));
  }

  @Test
  void whoeverWentAwayIsPassedOver() {
    var place = enter();
    enter();
    var gone = fairway.enter(lane);
    var waits = fairway.enter(lane);
    assertFalse(getsPlace(gone));

    place.close();

    assertTrue(getsPlace(waits));
    assertFalse(isFree(lane));
  }

  @Test
  void whoeverGoesAwayWithAPlaceLeavesIt() {
    var place = enter();
    enter();
    var given = fairway.enter(lane);
    place.close();

    given.close();

    assertTrue(isFree(lane));
  }

  @Test
  void nobodyIsLetInToAnEndpointThatHasBecomeSlow() {
    var place = enter();
    enter();
    var waits = fairway.enter(lane);
    pass(Fairway.SLOW);

    place.close();

    assertFalse(getsPlace(waits));
  }
}
