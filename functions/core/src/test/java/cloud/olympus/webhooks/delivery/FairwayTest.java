package cloud.olympus.webhooks.delivery;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Fairway.Place;
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
  void aLaneThatHasEndedWantsNoPlaceAnyMore() {
    var direct = List.of(enter(), enter());
    var byLane = byLane(false).orElseThrow();
    assertTrue(byLane(false).isEmpty());

    byLane.close();
    direct.getFirst().close();

    assertTrue(isFree(lane));
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

  private Place enter() {
    return enter(lane);
  }

  private Place enter(LaneKey endpoint) {
    return fairway.enter(endpoint).orElseThrow().join();
  }

  /** Takes a place if there is one, and gives it back at once. */
  private boolean isFree(LaneKey endpoint) {
    var turn = fairway.enter(endpoint).filter(one -> one.isDone() || !one.cancel(false));
    turn.ifPresent(one -> one.join().close());
    return turn.isPresent();
  }

  // The line.

  @Test
  void whoeverWaitsGetsThePlaceThatIsLeftInTheOrderOfComing() {
    var places = List.of(enter(), enter());
    var first = fairway.enter(lane).orElseThrow();
    var second = fairway.enter(lane).orElseThrow();
    assertFalse(first.isDone());

    places.getFirst().close();
    assertTrue(first.isDone());
    assertFalse(second.isDone());

    places.getLast().close();
    assertTrue(second.isDone());
    assertFalse(isFree(lane));
  }

  @Test
  void whatTheLaneLeavesIsGivenToWhoeverWaits() {
    var place = enter();
    var byLane = List.of(byLane(true).orElseThrow(), byLane(false).orElseThrow());
    var waits = fairway.enter(lane).orElseThrow();

    byLane.getFirst().close();

    assertTrue(waits.isDone());
    place.close();
  }

  @Test
  void whoeverWentAwayIsPassedOver() {
    var place = enter();
    enter();
    var gone = fairway.enter(lane).orElseThrow();
    var waits = fairway.enter(lane).orElseThrow();
    assertTrue(gone.cancel(false));

    place.close();

    assertTrue(waits.isDone());
    assertFalse(isFree(lane));
  }

  @Test
  void nobodyIsLetInToAnEndpointThatHasBecomeSlow() {
    var place = enter();
    enter();
    var waits = fairway.enter(lane).orElseThrow();
    pass(Fairway.SLOW);

    place.close();

    assertFalse(waits.isDone());
    assertTrue(fairway.enter(lane).isEmpty());
  }
}
