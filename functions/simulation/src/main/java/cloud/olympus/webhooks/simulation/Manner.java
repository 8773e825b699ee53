package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Failure;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * How an endpoint answers.
 *
 * @param kind what is wrong with it
 * @param until when that ends, from the start
 */
record Manner(Kind kind, Duration until) {

  private static final Failure[] TROUBLES = {
    Failure.CONNECTION_REFUSED,
    Failure.CONNECTION_RESET,
    Failure.TLS_ERROR,
    Failure.OWN_TROUBLE,
    Failure.RESOLVER_DOWN,
    Failure.DNS_ERROR
  };

  private static final String[] WAITS = {"1", "120", "86400", "999999", "soon", "-5", "1e9"};

  enum Kind {
    WELL,
    SLOW,
    FLAKY,
    THROTTLES,
    DOWN,
    DOWN_THEN_PICKY,
    HANGS,
    REFUSES_ALL,
    REFUSES_SOME,
    FAILS_FOR_EVER,
    GOES_AWAY
  }

  static Manner any(RandomGenerator random) {
    var kinds = Kind.values();
    var kind = random.nextInt(3) == 0 ? Kind.WELL : kinds[random.nextInt(kinds.length)];
    if (kind == Kind.FAILS_FOR_EVER && random.nextInt(10) > 0) {
      // It is probed for days, which takes time here too.
      kind = Kind.DOWN;
    }
    var until =
        switch (random.nextInt(20)) {
          case 0 -> Duration.ofMinutes(random.nextInt(80 * 60));
          case 1, 2, 3, 4, 5, 6, 7, 8 -> Duration.ofMinutes(random.nextInt(120));
          default -> Duration.ofSeconds(random.nextInt(600));
        };
    return new Manner(kind, until);
  }

  /** The answer to an event after a time from the start. */
  Answer answer(World world, String event, Duration now, Duration deadline) {
    var random = world.random;
    boolean over = now.compareTo(until) > 0;
    return switch (kind) {
      case WELL -> status(200, random.nextInt(5, 300));
      // Now and then for just as long as makes it slow.
      case SLOW -> status(204, random.nextInt(3) == 0 ? 1_000 : random.nextInt(5, 14_000));
      case FLAKY -> flaky(world, random.nextInt(9), deadline);
      case THROTTLES ->
          random.nextInt(3) == 0
              ? new Answer.Answered(
                  429,
                  Map.of("retry-after", WAITS[random.nextInt(WAITS.length)]),
                  "",
                  Duration.ofMillis(random.nextInt(5, 300)),
                  null)
              : status(202, random.nextInt(5, 300));
      case DOWN -> over ? status(200, 50) : failed(Failure.CONNECTION_REFUSED, Duration.ZERO);
      case DOWN_THEN_PICKY ->
          over
              ? picky(event, random.nextInt(5, 300))
              : failed(Failure.CONNECTION_RESET, Duration.ZERO);
      case HANGS -> over ? status(200, 50) : failed(Failure.TIMEOUT, deadline);
      case REFUSES_ALL -> status(400, random.nextInt(5, 2_000));
      case REFUSES_SOME -> picky(event, random.nextInt(5, 300));
      case FAILS_FOR_EVER -> status(500, random.nextInt(5, 2_000));
      case GOES_AWAY -> status(over ? 410 : 200, 50);
    };
  }

  private static Answer flaky(World world, int die, Duration deadline) {
    return switch (die) {
      case 0 -> status(503, 10);
      case 1 -> status(301, 10);
      case 2 -> failed(Failure.TIMEOUT, deadline);
      case 3 -> failed(world.anyOf(TROUBLES), Duration.ofMillis(10));
      default -> status(200, 100);
    };
  }

  /** Takes two of three. */
  private static Answer picky(String event, int millis) {
    return status(event.hashCode() % 3 == 0 ? 422 : 200, millis);
  }

  private static Answer status(int status, int millis) {
    return new Answer.Answered(status, Map.of(), "", Duration.ofMillis(millis), null);
  }

  private static Answer failed(Failure failure, Duration took) {
    return new Answer.Failed(failure, failure.code(), took, null);
  }
}
