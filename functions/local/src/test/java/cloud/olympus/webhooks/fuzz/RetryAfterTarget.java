package cloud.olympus.webhooks.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.RetryAfter;
import cloud.olympus.webhooks.delivery.RetryPolicy;
import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.delivery.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The header {@code Retry-After}: never negative, the same instant whenever it is read, bounded.
 */
public final class RetryAfterTarget {

  /** The middle of a year: the two digits of one mean the same an hour later. */
  private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Delivery FRESH =
      Delivery.fresh(new DeliveryId("acme", "evt_1", "wh_1", 0), "order.created", NOW);

  private RetryAfterTarget() {}

  /** ISO 8859-1, as headers are. */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    Optional<Duration> wait = RetryAfter.parse(text, NOW);
    wait.ifPresent(now -> isSound(text, now));

    var answer = new Answer.Answered(503, Map.of("retry-after", text), "", Duration.ZERO, null);
    var policy = new RetryPolicy(new SplittableRandom(1));
    var verdict = policy.judge(FRESH, new Attempt(1, NOW, answer), RetrySchedule.STANDARD);
    Instant due = assertInstanceOf(Verdict.RetryAt.class, verdict).at();
    Duration asked = wait.orElse(Duration.ZERO);
    Instant least = NOW.plus(asked.compareTo(LONGEST) > 0 ? LONGEST : asked);
    assertFalse(due.isBefore(least), "earlier than it asks for");
    assertFalse(due.isAfter(NOW.plus(LONGEST)), "later than it may ask for");
  }

  private static void isSound(String text, Duration wait) {
    assertFalse(wait.isNegative());
    assertEquals(Optional.of(wait), RetryAfter.parse(' ' + text + '\t', NOW), "by white space");
    Duration later = RetryAfter.parse(text, NOW.plus(Duration.ofHours(1))).orElseThrow();
    boolean seconds = later.equals(wait);
    boolean date = later.equals(wait.minusHours(1)) || (later.isZero() && wait.toHours() < 1);
    assertTrue(seconds || date, "neither a time to wait nor a date");
  }
}
