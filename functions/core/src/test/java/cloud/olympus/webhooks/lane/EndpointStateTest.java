package cloud.olympus.webhooks.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.lane.EndpointState.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointStateTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration TOOK = Duration.ofSeconds(1);

  private static Attempt answered(int status, Instant end, Map<String, String> headers) {
    return new Attempt(1, end.minus(TOOK), new Answer.Answered(status, headers, "", TOOK, null));
  }

  private static Attempt answered(int status, Instant end) {
    return answered(status, end, Map.of());
  }

  private static Attempt askedToWait(long seconds, Instant end) {
    return answered(429, end, Map.of("retry-after", Long.toString(seconds)));
  }

  private static Attempt failed(Failure failure, Instant end) {
    return new Attempt(1, end.minus(TOOK), new Answer.Failed(failure, "", TOOK, null));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 502, 503, 504})
  void whatAsksForLessHasItRest(int status) {
    var state = EndpointState.HEALTHY.after(answered(status, NOW));

    assertEquals(NOW.plusSeconds(5), state.restUntil());
  }

  @ParameterizedTest
  @EnumSource(names = {"TIMEOUT", "CONNECT_TIMEOUT"})
  void soDoesWhoDoesNotAnswerInTime(Failure failure) {
    assertEquals(NOW.plusSeconds(5), EndpointState.HEALTHY.after(failed(failure, NOW)).restUntil());
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 404, 422, 500, 501})
  void anyOtherFailureDoesNot(int status) {
    assertNull(EndpointState.HEALTHY.after(answered(status, NOW)).restUntil());
  }

  @Test
  void whatIsOursSaysNothing() {
    assertSame(
        EndpointState.HEALTHY, EndpointState.HEALTHY.after(failed(Failure.OWN_TROUBLE, NOW)));
  }

  @Test
  void theRestGrowsToAMinute() {
    var state = EndpointState.HEALTHY;
    Instant end = NOW;
    for (long seconds : new long[] {5, 10, 20, 40}) {
      state = state.after(answered(503, end));
      assertEquals(end.plusSeconds(seconds), state.restUntil());
      end = end.plusSeconds(seconds).minusMillis(1);
    }
  }

  @Test
  void aLongerRestIsNotCutShortByAnAnswerThatAsksForNone() {
    var state = EndpointState.HEALTHY.after(askedToWait(3_600, NOW));

    assertEquals(NOW.plusSeconds(3_600), state.restUntil());
    for (int i = 0; i < 10; i++) {
      state = state.after(answered(503, NOW.plusSeconds(10L * i)));
      assertEquals(NOW.plusSeconds(3_600), state.restUntil());
    }
    assertEquals(Health.OPEN, state.health());
  }

  @Test
  void norByASuccessThatWasOnItsWay() {
    var state = EndpointState.HEALTHY.after(askedToWait(3_600, NOW));

    var before = state.after(answered(200, NOW.plus(TOOK).minusMillis(1)));
    assertEquals(Health.HEALTHY, before.health());
    assertEquals(NOW.plusSeconds(3_600), before.restUntil());
    var another = before.after(answered(200, NOW.plus(TOOK).minusMillis(1)));
    assertEquals(NOW.plusSeconds(3_600), another.restUntil());
    assertNull(another.after(answered(200, NOW.plus(TOOK).plusMillis(1))).restUntil());
    assertNull(state.after(answered(200, NOW.plus(TOOK).plusMillis(1))).restUntil());
  }

  @Test
  void norWhereItsTenantIsToldThatItRecovered() {
    var told = EndpointState.HEALTHY.after(answered(400, NOW)).toldOf();
    var rests = told.after(askedToWait(60, NOW.plusSeconds(1)));

    var recovered = rests.after(answered(200, NOW.plusSeconds(1).plusMillis(500))).toldOf();

    assertEquals(Health.HEALTHY, recovered.health());
    assertEquals(NOW.plusSeconds(61), recovered.restUntil());
    var another = recovered.after(answered(200, NOW.plusSeconds(1).plusMillis(600)));
    assertEquals(NOW.plusSeconds(61), another.restUntil());
  }

  @Test
  void fiveStrikesOverAMinuteOpenTheCircuit() {
    var state = EndpointState.HEALTHY;
    for (int i = 0; i < 4; i++) {
      state = state.after(answered(500, NOW.plusSeconds(15L * i)));
    }
    assertEquals(Health.FAILING, state.health());
    assertEquals(Health.FAILING, state.after(answered(500, NOW.plusMillis(59_999))).health());

    var open = state.after(answered(500, NOW.plusSeconds(60)));

    assertEquals(Health.OPEN, open.health());
    assertEquals(NOW.plusSeconds(90), open.restUntil());
    assertEquals(Health.HEALTHY, open.after(answered(200, NOW.plusSeconds(91))).health());
  }

  @Test
  void howeverManyOfTheDirectRoadFailAtOnceThatIsNotedOnceASecondButALongerRestAtOnce() {
    var rests = EndpointState.HEALTHY.after(askedToWait(60, NOW));
    Instant soon = NOW.plusMillis(999);

    assertSame(rests, rests.afterDirect(answered(503, soon)));
    assertSame(rests, rests.afterDirect(askedToWait(59, soon)));
    assertEquals(soon.plusSeconds(60), rests.afterDirect(askedToWait(60, soon)).restUntil());
    assertEquals(2, rests.afterDirect(answered(503, NOW.plusSeconds(1))).failures());
    var restsNot = EndpointState.HEALTHY.after(answered(500, NOW));
    assertEquals(2, restsNot.afterDirect(answered(503, soon)).failures());
  }

  @Test
  void whoBeginsAnewHasSentWhatItHasSent() {
    var state = EndpointState.HEALTHY.after(askedToWait(60, NOW)).paced(7, 3);

    var anew = state.begunAnew();

    assertEquals(EndpointState.HEALTHY.paced(7, 3), anew);
    assertFalse(anew.restsAt(NOW));
    assertTrue(state.restsAt(NOW));
  }
}
