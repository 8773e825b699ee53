package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.delivery.Courier;
import java.time.Instant;

/** A holder's lease of a lane, for as long as it is its. For one thread; any may read the lease. */
final class Tenure {

  private final Drain engine;
  private final Instant began;
  private volatile Lease lease;
  private boolean lost;

  Tenure(Drain engine, Lease lease, Instant began) {
    this.engine = engine;
    this.lease = lease;
    this.began = began;
  }

  /** As it was last renewed. */
  Lease lease() {
    return lease;
  }

  LaneKey lane() {
    return lease.lane();
  }

  /** Whether it has lasted so long, or the process ends, that nothing more is begun. */
  boolean isOver() {
    return engine.isOver(began);
  }

  /** Whether another may hold the lane by now. */
  boolean isLost() {
    return lost;
  }

  void lose() {
    lost = true;
  }

  /** Whether the lease outlasts one more attempt, which may have to wait for its permission. */
  boolean outlastsAnAttempt() {
    Instant now = engine.clock.instant();
    if (lease.until().isAfter(now.plus(Permission.PATIENCE).plus(Courier.DEADLINE))) {
      return true;
    }
    return renew(now);
  }

  boolean renew(Instant now) {
    var longer = engine.stores.lanes().renew(lease, now, Drain.LEASE);
    longer.ifPresent(renewed -> lease = renewed);
    lost = longer.isEmpty();
    return !lost;
  }
}
