package cloud.olympus.webhooks.testkit;

import cloud.olympus.webhooks.delivery.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A clock that stands still until it is told to go on. It shows whole milliseconds, which every
 * store keeps. Thread-safe.
 */
public final class TestClock implements InstantSource {

  /** Where every clock starts. */
  public static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private Instant now;

  /** A clock at {@link #START}. */
  public TestClock() {
    this(START);
  }

  /** A clock at an instant of whole milliseconds. */
  public TestClock(Instant start) {
    this.now = start;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** The same clock as a monotonic counter, for what takes {@link System#nanoTime}. */
  public synchronized long nanos() {
    return Duration.between(START, now).toNanos();
  }

  /** Goes on by a time. */
  public synchronized Instant advance(Duration by) {
    now = now.plus(by);
    return now;
  }

  /** Goes on to an instant; never back. */
  public synchronized void advanceTo(Instant to) {
    now = to.isAfter(now) ? to : now;
  }

  /** Those of an executor; whoever pauses lets this clock go on instead. */
  public Threads threads(Executor executor) {
    var real = Threads.of(executor);
    return new Threads() {
      @Override
      public void execute(Runnable task) {
        real.execute(task);
      }

      @Override
      public boolean await(CompletableFuture<?> future, Duration patience) {
        return real.await(future, patience);
      }

      @Override
      public void pause(Duration time) {
        advance(time);
      }
    };
  }
}
