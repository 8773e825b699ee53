package cloud.olympus.webhooks.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When the attempts of a delivery are due, each counted from the end of the one before.
 *
 * @param name as in the API
 * @param delays before each attempt; the first is zero
 */
public record RetrySchedule(String name, List<Duration> delays) {

  /** Ten attempts over 75 h 35 min (Standard Webhooks 1.0, "Deliverability and reliability"). */
  public static final RetrySchedule STANDARD =
      new RetrySchedule(
          "standard",
          List.of(
              Duration.ZERO,
              Duration.ofSeconds(5),
              Duration.ofMinutes(5),
              Duration.ofMinutes(30),
              Duration.ofHours(2),
              Duration.ofHours(5),
              Duration.ofHours(10),
              Duration.ofHours(14),
              Duration.ofHours(20),
              Duration.ofHours(24)));

  /** Eight attempts, in the rhythm that receivers of the ordering product know. */
  public static final RetrySchedule STOREKIT =
      new RetrySchedule(
          "storekit",
          List.of(
              Duration.ZERO,
              Duration.ofSeconds(5),
              Duration.ofMinutes(5),
              Duration.ofMinutes(30),
              Duration.ofHours(2),
              Duration.ofHours(5),
              Duration.ofHours(10),
              Duration.ofHours(24)));

  /** The name of a subscription's own. */
  public static final String OWN = "custom";

  /** Steps of an own schedule, at most. */
  public static final int MOST_STEPS = 25;

  /** The longest step of an own schedule. */
  public static final Duration LONGEST_STEP = Duration.ofHours(24);

  /** The most that all steps of an own schedule take together. */
  public static final Duration LONGEST = Duration.ofDays(14);

  private static final Map<String, RetrySchedule> NAMED =
      Map.of(STANDARD.name, STANDARD, STOREKIT.name, STOREKIT);

  public RetrySchedule {
    delays = List.copyOf(delays);
  }

  /** A schedule by its name. */
  public static Optional<RetrySchedule> named(String name) {
    return Optional.ofNullable(NAMED.get(name));
  }

  /**
   * A subscription's own: a first attempt at once, and one more after each step.
   *
   * @param steps 1 to 25, each of 1 s to 24 h, of 14 days in all
   * @return empty where they are not so
   */
  public static Optional<RetrySchedule> own(List<Duration> steps) {
    boolean inBounds =
        !steps.isEmpty()
            && steps.size() <= MOST_STEPS
            && steps.stream()
                .allMatch(
                    step ->
                        step.compareTo(Duration.ofSeconds(1)) >= 0
                            && step.compareTo(LONGEST_STEP) <= 0)
            && steps.stream().reduce(Duration.ZERO, Duration::plus).compareTo(LONGEST) <= 0;
    if (!inBounds) {
      return Optional.empty();
    }
    List<Duration> delays = new ArrayList<>(List.of(Duration.ZERO));
    delays.addAll(steps);
    return Optional.of(new RetrySchedule(OWN, delays));
  }

  /** Whether a delivery has no attempt left. */
  public boolean isUsedUp(Delivery delivery) {
    return delayAfter(delivery.charged()).isEmpty();
  }

  /** The delay before the next attempt after so many that counted; empty when all are used up. */
  public Optional<Duration> delayAfter(int attempts) {
    return attempts < delays.size() ? Optional.of(delays.get(attempts)) : Optional.empty();
  }
}
