package cloud.olympus.webhooks.event;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How long something may take in all, whatever it waits for: a port waits no longer than its budget
 * has {@link #left}, and throws {@link Unavailable} then. A thread has that of the work it does,
 * {@link cloud.olympus.webhooks.delivery.Threads} hand it on to those that they start; where there
 * is none a port waits as long as it would. Immutable.
 */
public final class Budget {

  private static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

  private final LongSupplier nanos;
  private final long end;

  private Budget(LongSupplier nanos, long end) {
    this.nanos = nanos;
    this.end = end;
  }

  /**
   * For a time from a moment on.
   *
   * @param from what the clock showed then
   * @param nanos a clock that only grows, such as {@link System#nanoTime}
   */
  public static Budget from(long from, Duration time, LongSupplier nanos) {
    return new Budget(nanos, from + time.toNanos());
  }

  /** For a time from now on, or what is left of the present budget where that is less. */
  public static Budget of(Duration time, LongSupplier nanos) {
    return from(nanos.getAsLong(), left(time), nanos);
  }

  /** Does a work within this budget, which takes the place of the present one until then. */
  public <T> T call(Supplier<T> work) {
    return ScopedValue.where(CURRENT, this).call(work::get);
  }

  /** Likewise. */
  public void run(Runnable work) {
    ScopedValue.where(CURRENT, this).run(work);
  }

  /** Whether more than a time is left of this one, whichever is present. */
  public boolean leaves(Duration time) {
    return nanosLeft() > time.toNanos();
  }

  /** What is left of the present budget, but not more than a time; zero where it is used up. */
  public static Duration left(Duration most) {
    if (!CURRENT.isBound()) {
      return most;
    }
    var left = Duration.ofNanos(Math.max(0, CURRENT.get().nanosLeft()));
    return left.compareTo(most) < 0 ? left : most;
  }

  /**
   * Likewise, for what is not worth being begun without.
   *
   * @throws Unavailable where none is left
   */
  public static Duration some(Duration most) {
    var left = left(most);
    if (left.isZero()) {
      throw new Unavailable("its caller has no more time");
    }
    return left;
  }

  /** The same work, within the budget that is present here. */
  public static Runnable handedOn(Runnable work) {
    if (!CURRENT.isBound()) {
      return work;
    }
    var budget = CURRENT.get();
    return () -> budget.run(work);
  }

  private long nanosLeft() {
    return end - nanos.getAsLong();
  }
}
