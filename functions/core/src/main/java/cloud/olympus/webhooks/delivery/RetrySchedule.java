package cloud.olympus.webhooks.delivery;

import java.time.Duration;
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

  private static final Map<String, RetrySchedule> NAMED =
      Map.of(STANDARD.name, STANDARD, STOREKIT.name, STOREKIT);

  public RetrySchedule {
    delays = List.copyOf(delays);
  }

  /** A schedule by its name. */
  public static Optional<RetrySchedule> named(String name) {
    return Optional.ofNullable(NAMED.get(name));
  }

  /** The delay before the next attempt after so many that counted; empty when all are used up. */
  public Optional<Duration> delayAfter(int attempts) {
    return attempts < delays.size() ? Optional.of(delays.get(attempts)) : Optional.empty();
  }
}
