package cloud.olympus.webhooks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.simulation.Punctuality.Drains;
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

  private static final int SEEDS = Integer.getInteger("seeds", 6_000);
  private static final int CALM_SEEDS = Integer.getInteger("seeds.calm", Math.ceilDiv(SEEDS, 8));
  private static final int THREADS =
      Integer.getInteger("workers", Runtime.getRuntime().availableProcessors());

  @Test
  void whateverHappensNothingIsLost() throws Exception {
    var tally = run(SEEDS, false);
    var missed = EnumSet.allOf(State.class);
    missed.removeAll(tally.counts.keySet());
    if (Long.getLong("seed") == null) {
      assertEquals(EnumSet.noneOf(State.class), missed, "no seed reached these");
    }
  }

  /**
   * Only endpoints and their tenants give trouble here: so nothing may be late, or in vain. The
   * same seeds each time, since the bounds are as tight as these allow.
   */
  @Test
  void whereNothingHappensNothingIsLate() throws Exception {
    var drains = run(CALM_SEEDS, true).drains;
    System.out.println(drains);
    if (Long.getLong("seed") == null) {
      // A third is: what a lane was woken for is often done by an earlier wake already.
      assertTrue(drains.inVain() * 5 < drains.all() * 2, () -> "too many in vain: " + drains);
    }
  }

  @Test
  void aSeedRunsTheSameEachTime() {
    for (long seed : new long[] {1, 2, 3, 50}) {
      var first = new World(seed, processes(seed), false).run();
      var second = new World(seed, processes(seed), false).run();

      assertEquals(first.fingerprint(), second.fingerprint(), "seed " + seed);
      assertEquals(first.seen, second.seen);
    }
  }

  /** What the worlds of a run have seen. */
  private static final class Tally {
    private final Map<State, Integer> counts = new EnumMap<>(State.class);
    private Drains drains = new Drains(0, 0);

    synchronized void add(World world) {
      world.seen.forEach(state -> counts.merge(state, 1, Integer::sum));
      drains = drains.plus(world.punctuality.drains());
    }
  }

  private static Tally run(int seeds, boolean calm) throws Exception {
    Long one = Long.getLong("seed");
    long first = one == null ? Long.getLong("first", calm ? 1 : System.nanoTime()) : one;
    var next = new AtomicLong(first);
    long end = first + (one == null ? seeds : 1);
    var tally = new Tally();
    long began = System.nanoTime();
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      Callable<Void> worker =
          () -> {
            for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
              try {
                tally.add(world(seed, calm));
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
    System.out.printf(
        "%d seeds in %.1f s; reached by so many: %s%n", end - first, seconds, tally.counts);
    return tally;
  }

  private static World world(long seed, boolean calm) {
    try {
      return new World(seed, processes(seed), calm).run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed " + seed + ": " + e.getMessage() + "; again with -Dseed=" + seed, e);
    }
  }

  /** One of fifty has a crowd of them. */
  private static int processes(long seed) {
    return Math.floorMod(seed, 50) == 0 ? 20 : World.FEW;
  }
}
