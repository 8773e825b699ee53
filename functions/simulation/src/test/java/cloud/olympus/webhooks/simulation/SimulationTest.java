package cloud.olympus.webhooks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The whole engine on a clock of its own, under everything that a seed can think of; other seeds on
 * each run.
 *
 * <p>A seed that failed is printed, and {@code -Dseed=} runs it again, exactly; {@code -Dseeds=}
 * says how many, {@code -Dfirst=} from which on, {@code -Dworkers=} by how many threads.
 */
class SimulationTest {

  private static final int SEEDS = Integer.getInteger("seeds", 10_000);
  private static final int THREADS =
      Integer.getInteger("workers", Runtime.getRuntime().availableProcessors());

  @Test
  void whateverHappensNothingIsLost() throws Exception {
    Long one = Long.getLong("seed");
    long first = one == null ? Long.getLong("first", System.nanoTime()) : one;
    var next = new AtomicLong(first);
    long end = first + (one == null ? SEEDS : 1);
    var counts = new EnumMap<State, Integer>(State.class);
    long began = System.nanoTime();
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      Callable<Void> worker =
          () -> {
            for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
              try {
                count(counts, run(seed));
              } catch (AssertionError e) {
                next.set(end);
                throw e;
              }
            }
            return null;
          };
      for (var done : threads.invokeAll(Stream.generate(() -> worker).limit(THREADS).toList())) {
        done.get();
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf("%d seeds in %.1f s; reached by so many: %s%n", end - first, seconds, counts);
    if (one == null) {
      var missed = EnumSet.allOf(State.class);
      missed.removeAll(counts.keySet());
      assertEquals(EnumSet.noneOf(State.class), missed, "no seed reached these");
    }
  }

  private static World run(long seed) {
    try {
      return new World(seed, processes(seed)).run();
    } catch (AssertionError e) {
      throw new AssertionError(
          "seed " + seed + ": " + e.getMessage() + "; again with -Dseed=" + seed, e);
    }
  }

  /** One of fifty has a crowd of them. */
  private static int processes(long seed) {
    return Math.floorMod(seed, 50) == 0 ? 20 : World.FEW;
  }

  private static void count(Map<State, Integer> counts, World world) {
    synchronized (counts) {
      world.seen.forEach(state -> counts.merge(state, 1, Integer::sum));
    }
  }
}
