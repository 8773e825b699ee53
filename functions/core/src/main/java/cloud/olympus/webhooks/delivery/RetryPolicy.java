package cloud.olympus.webhooks.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Decides what an attempt means. Thread-safe if its random generator is. */
public final class RetryPolicy {

  /** The longest that an endpoint may ask us to wait. */
  static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(24);

  /** After an attempt that failed by our own fault; twice as long after each that follows it. */
  static final Duration AFTER_OWN_TROUBLE = Duration.ofSeconds(5);

  /** Whatever the trouble, deliveries go on within this time after its end. */
  static final Duration LONGEST_OWN_TROUBLE = Duration.ofMinutes(5);

  private static final double JITTER = 0.2;

  private final RandomGenerator random;

  /** With the source of its jitter. */
  public RetryPolicy(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Judges the latest attempt: only 2xx is success, 410 is the end, everything else is tried again
   * by the schedule with ±20 % jitter, never before {@code Retry-After}.
   *
   * @param before the delivery without this attempt
   */
  public Verdict judge(Delivery before, Attempt attempt, RetrySchedule schedule) {
    if (attempt.succeeded()) {
      return new Verdict.Delivered();
    }
    Instant end = attempt.end();
    if (attempt.failedByUs()) {
      return new Verdict.RetryAt(end.plus(jittered(afterOwnTrouble(before))));
    }
    if (attempt.foundGone()) {
      return new Verdict.Gone();
    }
    Optional<Duration> delay = schedule.delayAfter(before.charged() + 1);
    if (delay.isEmpty()) {
      return new Verdict.GivenUp(Delivery.USED_UP);
    }
    Instant due = end.plus(jittered(delay.get()));
    Instant asked = retryAfter(attempt, end);
    return new Verdict.RetryAt(asked.isAfter(due) ? asked : due);
  }

  private static Duration afterOwnTrouble(Delivery before) {
    Duration wait = AFTER_OWN_TROUBLE;
    for (var earlier : before.attempts().reversed()) {
      if (!earlier.failedByUs() || wait.compareTo(LONGEST_OWN_TROUBLE) >= 0) {
        break;
      }
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(LONGEST_OWN_TROUBLE) > 0 ? LONGEST_OWN_TROUBLE : wait;
  }

  private Duration jittered(Duration delay) {
    double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return Duration.ofMillis(Math.round(delay.toMillis() * factor));
  }

  /**
   * When an endpoint wants to be asked again, at most a day later; {@code end} where it says
   * nothing.
   */
  public static Instant retryAfter(Attempt attempt, Instant end) {
    if (attempt.answer() instanceof Answer.Answered answered) {
      return answered
          .header("retry-after")
          .flatMap(text -> RetryAfter.parse(text, end))
          .map(wait -> wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait)
          .map(end::plus)
          .orElse(end);
    }
    return end;
  }
}
