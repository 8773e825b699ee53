package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.lane.EndpointState;
import cloud.olympus.webhooks.lane.LaneKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/**
 * How long an endpoint rests by what it has answered, in a calm world; of those that ask for no
 * time of their own.
 */
record Rests(World world, LaneKey lane, EndpointState endpoint) {

  /** So many strikes open a circuit. */
  static final int FEW = 5;

  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final Duration FIRST_PROBE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PROBE = Duration.ofHours(1);
  private static final Duration FIRST_REST = Duration.ofSeconds(5);
  private static final Duration LONGEST_REST = Duration.ofMinutes(1);

  /** Whatever it asks for. */
  private static final Duration LONGEST = Duration.ofHours(24);

  /** An answer that was on its way may have come after the one that counts. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(16);

  void check() {
    Instant rest = endpoint.restUntil();
    Instant last = endpoint.lastFailure();
    require(endpoint.strikes() <= endpoint.failures(), "more strikes than failures");
    require(!endpoint.open() || endpoint.strikes() >= FEW, "open after so few");
    require(!endpoint.open() || lasts(A_MINUTE), "open after so short");
    require(
        last == null
            || world.traffic.to(lane).stream()
                .anyMatch(one -> one.failed() && one.end().equals(last)),
        "nothing failed then");
    require(
        rest == null || last == null || !rest.isAfter(last.plus(LONGEST)), "it rests for too long");
    require(!endpoint.open() || lastShowsDown(), "open, though it answers");
    switch (world.endpoints.manner(lane).kind()) {
      case DOWN, FAILS_FOR_EVER -> {
        require(endpoint.open() == (rest != null), "it asks for no less, but rests");
        if (rest != null && last != null) {
          require(isAbout(rest, last, probe()), "the next probe is not when it should be");
        }
      }
      case HANGS -> {
        if (rest != null && last != null && endpoint.strikes() > 0) {
          var pause =
              endpoint.open() ? probe() : doubled(FIRST_REST, endpoint.strikes() - 1, LONGEST_REST);
          // What it rested for already when the circuit opened is not cut short.
          boolean rested =
              endpoint.open()
                  && endpoint.probes() == 0
                  && rest.isAfter(last.plus(pause))
                  && !rest.isAfter(last.plus(LONGEST_REST));
          require(rested || isAbout(rest, last, pause), "it rests for another time");
        }
      }
      default -> {}
    }
  }

  /** Of the answers by the lane since it was known to be open. */
  private boolean lastShowsDown() {
    Instant since = world.observer.restsSince.getOrDefault(lane, Instant.MAX);
    return world.traffic.to(lane).stream()
        .filter(one -> !one.isDirect() && one.is(made -> !made.failedByUs()))
        .filter(one -> one.end().isAfter(since))
        .max(Comparator.comparing(Trip::end))
        .map(one -> one.is(Attempt::showsDown))
        .orElse(true);
  }

  private boolean lasts(Duration time) {
    return endpoint.failingSince() != null
        && endpoint.lastFailure() != null
        && !endpoint.lastFailure().isBefore(endpoint.failingSince().plus(time));
  }

  private Duration probe() {
    return doubled(FIRST_PROBE, endpoint.probes(), LONGEST_PROBE);
  }

  private static Duration doubled(Duration first, int times, Duration longest) {
    Duration doubled = first;
    for (int i = 0; i < times && doubled.compareTo(longest) < 0; i++) {
      doubled = doubled.multipliedBy(2);
    }
    return doubled.compareTo(longest) > 0 ? longest : doubled;
  }

  private static boolean isAbout(Instant rest, Instant last, Duration pause) {
    return !rest.isAfter(last.plus(pause)) && !rest.isBefore(last.plus(pause).minus(ON_ITS_WAY));
  }

  private void require(boolean fine, String otherwise) {
    if (!fine) {
      throw new AssertionError(otherwise + ": " + lane + ' ' + endpoint);
    }
  }
}
