package cloud.olympus.webhooks.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryPolicyTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration TOOK = Duration.ofMillis(40);
  private static final Instant END = NOW.plus(TOOK);

  /** In the middle of its range, so that jitter changes nothing. */
  private final RetryPolicy policy = new RetryPolicy(() -> Long.MIN_VALUE);

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 226, 299})
  void everySecondHundredIsSuccess(int status) {
    assertInstanceOf(Verdict.Delivered.class, judge(0, answered(status)));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 199, 300, 301, 304, 307, 400, 401, 404, 408, 409, 429, 500, 503, 599})
  void everythingElseIsTriedAgain(int status) {
    assertEquals(new Verdict.RetryAt(END.plusSeconds(5)), judge(0, answered(status)));
  }

  @Test
  void goneIsTheEnd() {
    assertInstanceOf(Verdict.Gone.class, judge(0, answered(410)));
    assertInstanceOf(Verdict.Gone.class, judge(9, answered(410)));
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void noAnswerIsTriedAgainWhoeverIsToBlame(Failure failure) {
    var later = judge(9, failed(failure));
    if (failure.isOurs()) {
      assertInstanceOf(Verdict.RetryAt.class, later);
    } else {
      assertEquals(new Verdict.RetryAt(END.plusSeconds(5)), judge(0, failed(failure)));
      assertEquals(new Verdict.GivenUp("schedule_exhausted"), later);
    }
  }

  @Test
  void ourOwnTroubleIsTriedAgainMoreAndMoreSeldomAndAnAnswerEndsThat() {
    var ours = failed(Failure.OWN_TROUBLE);
    var delivery = Delivery.fresh(new DeliveryId("t", "e", "w", 0), "order.created", NOW);
    for (int seconds : new int[] {5, 10, 20, 40, 80, 160, 300, 300}) {
      var verdict = policy.judge(delivery, ours, RetrySchedule.STANDARD);
      assertEquals(new Verdict.RetryAt(END.plusSeconds(seconds)), verdict);
      delivery = delivery.after(ours, verdict);
    }

    delivery = delivery.after(answered(500), new Verdict.RetryAt(NOW));

    assertEquals(
        new Verdict.RetryAt(END.plusSeconds(5)),
        policy.judge(delivery, ours, RetrySchedule.STANDARD));
  }

  @Test
  void theScheduleDecidesUntilItIsUsedUp() {
    var delays = RetrySchedule.STANDARD.delays();
    for (int before = 0; before < 9; before++) {
      assertEquals(
          new Verdict.RetryAt(END.plus(delays.get(before + 1))), judge(before, answered(500)));
    }
    assertEquals(new Verdict.GivenUp("schedule_exhausted"), judge(9, answered(500)));
  }

  @Test
  void jitterStaysWithinAFifthAndUsesAllOfIt() {
    var jittered = new RetryPolicy(new Random(1));
    var least = Duration.ofDays(9);
    var most = Duration.ZERO;
    for (int i = 0; i < 2_000; i++) {
      var verdict =
          assertInstanceOf(
              Verdict.RetryAt.class,
              jittered.judge(before(1), answered(500), RetrySchedule.STANDARD));
      var delay = Duration.between(END, verdict.at());
      least = delay.compareTo(least) < 0 ? delay : least;
      most = delay.compareTo(most) > 0 ? delay : most;
    }

    assertFalse(least.compareTo(Duration.ofMinutes(4)) < 0, "least " + least);
    assertFalse(most.compareTo(Duration.ofMinutes(6)) > 0, "most " + most);
    assertTrue(least.compareTo(Duration.ofSeconds(243)) < 0, "least " + least);
    assertTrue(most.compareTo(Duration.ofSeconds(357)) > 0, "most " + most);
  }

  @Test
  void theEndsOfTheJitterAreTheFifthItself() {
    assertEquals(Duration.ofSeconds(4), firstDelay(() -> 0L));
    assertEquals(Duration.ofSeconds(6), firstDelay(() -> -1L));
  }

  private static Duration firstDelay(RandomGenerator random) {
    var verdict =
        assertInstanceOf(
            Verdict.RetryAt.class,
            new RetryPolicy(random).judge(before(0), answered(500), RetrySchedule.STANDARD));
    return Duration.between(END, verdict.at());
  }

  @Test
  void retryAfterIsObeyedBetweenTheScheduleAndADay() {
    assertEquals(new Verdict.RetryAt(END.plusSeconds(60)), judge(0, asking("60")));
    assertEquals(new Verdict.RetryAt(END.plusSeconds(5)), judge(0, asking("1")));
    assertEquals(new Verdict.RetryAt(END.plusSeconds(5)), judge(0, asking("nonsense")));
    assertEquals(new Verdict.RetryAt(END.plus(Duration.ofHours(24))), judge(0, asking("999999")));
    assertEquals(
        new Verdict.RetryAt(Instant.parse("2026-03-01T11:00:00Z")),
        judge(0, asking("Sun, 01 Mar 2026 11:00:00 GMT")));
    assertEquals(new Verdict.GivenUp("schedule_exhausted"), judge(9, asking("60")));
  }

  private Verdict judge(int before, Attempt attempt) {
    return policy.judge(before(before), attempt, RetrySchedule.STANDARD);
  }

  /** A delivery that has failed so often. */
  private static Delivery before(int attempts) {
    var delivery = Delivery.fresh(new DeliveryId("t", "e", "w", 0), "order.created", NOW);
    for (int i = 0; i < attempts; i++) {
      delivery = delivery.after(answered(500), new Verdict.RetryAt(NOW));
    }
    return delivery.after(failed(Failure.OWN_TROUBLE), new Verdict.RetryAt(NOW));
  }

  private static Attempt answered(int status) {
    return new Attempt(1, NOW, new Answer.Answered(status, Map.of(), "", TOOK, null));
  }

  private static Attempt asking(String retryAfter) {
    return new Attempt(
        1, NOW, new Answer.Answered(503, Map.of("retry-after", retryAfter), "", TOOK, null));
  }

  private static Attempt failed(Failure failure) {
    return new Attempt(1, NOW, new Answer.Failed(failure, "no answer", TOOK, null));
  }
}
