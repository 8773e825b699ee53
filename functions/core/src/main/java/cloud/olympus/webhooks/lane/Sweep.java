package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.delivery.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the lanes whose wake-up was lost or whose holder died: alone it would still deliver
 * everything, only later. Two sweeps at once do no harm. Thread-safe.
 */
public final class Sweep {

  /** How long overdue a lane must be; a wake-up on its way is not lost. */
  public static final Duration GRACE = Duration.ofSeconds(30);

  /**
   * A lane that stays overdue is woken once in this time, however many sweeps see it: where
   * wake-ups wait in a long queue, each sweep would otherwise make it longer.
   */
  public static final Duration WINDOW = Duration.ofMinutes(5);

  /** How long one sweep goes on; the next one begins anew, a minute after it. */
  private static final Duration LONGEST = Duration.ofSeconds(45);

  private static final int PAGE = 500;

  private final Lanes lanes;
  private final Wakeups wakeups;
  private final Threads threads;
  private final InstantSource clock;

  /**
   * What a sweep found.
   *
   * @param woken how many lanes
   * @param oldest for how long the most overdue of them has been due; zero where there was none
   */
  public record Result(int woken, Duration oldest) {}

  /**
   * A sweep over all lanes.
   *
   * @param threads schedules wake-ups side by side
   */
  public Sweep(Lanes lanes, Wakeups wakeups, Threads threads, InstantSource clock) {
    this.lanes = lanes;
    this.wakeups = wakeups;
    this.threads = threads;
    this.clock = clock;
  }

  /**
   * Wakes the overdue lanes now, the most overdue first.
   *
   * @throws cloud.olympus.webhooks.event.Unavailable where a store cannot answer; the next sweep
   *     does what this one left
   */
  public Result run() {
    Instant now = clock.instant();
    Instant at = startOfWindow(now);
    int woken = 0;
    Duration oldest = Duration.ZERO;
    Wake last = null;
    RuntimeException trouble = null;
    List<Wake> page;
    do {
      page = lanes.stale(now.minus(GRACE), last, PAGE);
      if (last == null && !page.isEmpty()) {
        oldest = Duration.between(page.getFirst().at(), now);
      }
      trouble = Troubles.first(trouble, wake(page, at));
      woken += page.size();
      last = page.isEmpty() ? last : page.getLast();
    } while (page.size() == PAGE && clock.instant().isBefore(now.plus(LONGEST)));
    if (trouble != null) {
      throw trouble;
    }
    return new Result(woken, oldest);
  }

  /** The same instant for every sweep of a window, so that a lane's wake-up gets the same name. */
  private static Instant startOfWindow(Instant now) {
    long second = now.getEpochSecond();
    return Instant.ofEpochSecond(second - Math.floorMod(second, WINDOW.toSeconds()));
  }

  /** All of a page are tried, whatever becomes of one; gives what went wrong. */
  private @Nullable RuntimeException wake(List<Wake> page, Instant at) {
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (var wake : page) {
      var now = new Wake(wake.lane(), wake.epoch(), at);
      running.add(CompletableFuture.runAsync(() -> wakeups.at(now), threads));
    }
    RuntimeException trouble = null;
    for (var one : running) {
      trouble = Troubles.first(trouble, Troubles.of(one, threads));
    }
    return trouble;
  }
}
