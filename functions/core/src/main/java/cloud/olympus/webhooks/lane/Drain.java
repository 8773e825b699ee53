package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.delivery.Stores;
import cloud.olympus.webhooks.delivery.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Drains a lane when it wakes: takes its lease, sends what is due under the lane's limits, records
 * each, parks. At most one holder does so at a time. Thread-safe.
 */
public final class Drain {

  /** How long a lease holds unless renewed. */
  public static final Duration LEASE = Duration.ofSeconds(30);

  /** How long one drain may last before it lets another take over. */
  public static final Duration LONGEST = Duration.ofMinutes(5);

  /**
   * So many lanes stay at once where nothing is due, of the 40 calls that an instance takes; the
   * others are parked, and written more often.
   */
  private static final int MOST_STAYING = 8;

  /** A lane that holds something back is looked after this often, also where nothing wakes it. */
  private static final Duration LONGEST_SLEEP = Duration.ofDays(25);

  final Stores stores;
  final Courier courier;
  final Checkup checkup;
  final Fairway fairway;
  final Threads threads;
  final InstantSource clock;
  final Duration kept;
  final Duration stay;
  final Semaphore room = new Semaphore(MOST_STAYING);
  private final BooleanSupplier stopping;

  /**
   * A drain.
   *
   * @param threads runs the requests of one lane side by side
   * @param kept how long events are kept: what has waited for longer expires
   * @param stopping true from when the process shuts down: what is in flight is finished, nothing
   *     more is begun
   */
  public Drain(
      Stores stores,
      Courier courier,
      Checkup checkup,
      Fairway fairway,
      Threads threads,
      InstantSource clock,
      Duration kept,
      BooleanSupplier stopping) {
    this.stores = stores;
    this.courier = courier;
    this.checkup = checkup;
    this.fairway = fairway;
    this.threads = threads;
    this.clock = clock;
    this.kept = kept;
    this.stay = stores.lanes().stay();
    this.stopping = stopping;
  }

  /**
   * Drains a lane until nothing is due.
   *
   * @return false where another holds it: nothing to do, the holder will see what is new when it
   *     parks
   * @throws cloud.olympus.webhooks.event.Unavailable where a store cannot answer; whoever woke it
   *     must do so again, after a pause
   */
  public boolean run(LaneKey lane) {
    Optional<Lease> lease = stores.lanes().acquire(lane, clock.instant(), LEASE);
    if (lease.isEmpty()) {
      return false;
    }
    new Hold(this, lease.get()).run();
    return true;
  }

  /** When a lane is looked after that holds back what came at an instant: when that expires. */
  public static Instant lookAfter(Instant came, Duration kept, Instant now) {
    return notTooLate(came.plus(kept), now);
  }

  /** When a lane wakes that need not before an instant. */
  static Instant notTooLate(Instant wake, Instant now) {
    Instant latest = now.plus(LONGEST_SLEEP);
    return wake.isBefore(latest) ? wake : latest;
  }

  /** Whether a drain that began at an instant begins nothing more. */
  boolean isOver(Instant began) {
    return stopping.getAsBoolean() || clock.instant().isAfter(began.plus(LONGEST));
  }
}
