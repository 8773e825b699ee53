package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.lane.LaneKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** When requests were sent to endpoints with a rate limit, and whether that was too often. */
final class Limits {

  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final World world;
  private final Map<LaneKey, Integer> limits = new HashMap<>();
  private final Map<LaneKey, List<Instant>> sent = new HashMap<>();

  Limits(World world) {
    this.world = world;
  }

  /** An endpoint gets so many requests a second at most. */
  void set(LaneKey endpoint, int perSecond) {
    limits.put(endpoint, perSecond);
  }

  /** A connection is opened, and then a request is written, if it may; false where it may not. */
  boolean write(LaneKey endpoint, BooleanSupplier permit) {
    boolean limited = limits.containsKey(endpoint);
    if (limited && world.mishap(20)) {
      world.baton.sleep(Duration.ofMillis(world.random.nextInt(2_000)));
    }
    Instant asked = world.baton.instant();
    boolean may = permit.getAsBoolean();
    if (!may) {
      world.saw(State.NO_PERMIT);
    } else if (limited) {
      if (world.baton.instant().isAfter(asked)) {
        world.saw(State.WAITED_FOR_A_PERMIT);
      }
      sent.computeIfAbsent(endpoint, _ -> new ArrayList<>()).add(world.baton.instant());
    }
    return may;
  }

  void check() {
    sent.forEach(
        (endpoint, times) -> {
          int limit = Objects.requireNonNull(limits.get(endpoint));
          times.stream()
              .collect(Collectors.groupingBy(Instant::getEpochSecond, Collectors.counting()))
              .forEach(
                  (second, sent) -> {
                    if (sent > limit) {
                      throw new AssertionError(sent + " in one second to " + endpoint);
                    }
                  });
          double most = limit * WINDOW.toSeconds() * 1.1 + 1;
          int first = 0;
          for (int last = 0; last < times.size(); last++) {
            while (times.get(first).plus(WINDOW).isBefore(times.get(last))) {
              first++;
            }
            int inWindow = last - first + 1;
            if (inWindow > most) {
              throw new AssertionError(
                  inWindow + " in ten seconds of " + limit + " a second to " + endpoint);
            }
            if (inWindow > limit * WINDOW.toSeconds() * 0.9) {
              world.saw(limit == 100 ? State.HUNDRED_A_SECOND : State.LIMIT_USED);
            }
          }
        });
  }
}
