package cloud.olympus.webhooks.lane;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Wakes the lanes whose wake-up was lost or whose holder died: alone it would still deliver
 * everything, only later. Two sweeps at once do no harm. Thread-safe.
 */
public final class Sweep {

  /** How long overdue a lane must be; a wake-up on its way is not lost. */
  public static final Duration GRACE = Duration.ofSeconds(30);

  private static final int PAGE = 500;

  private final Lanes lanes;
  private final Wakeups wakeups;
  private final InstantSource clock;

  /** A sweep over all lanes. */
  public Sweep(Lanes lanes, Wakeups wakeups, InstantSource clock) {
    this.lanes = lanes;
    this.wakeups = wakeups;
    this.clock = clock;
  }

  /**
   * Wakes up to a page of overdue lanes now.
   *
   * @return how many
   */
  public int run() {
    var now = clock.instant();
    var stale = lanes.stale(now.minus(GRACE), PAGE);
    stale.forEach(wake -> wakeups.at(new Wake(wake.lane(), wake.epoch(), now)));
    return stale.size();
  }
}
