package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.delivery.Failure;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Stops requests whose deadline passed. Thread-safe.
 *
 * <p>One thread sleeps until the earliest deadline that it knows. A request adds itself to a set
 * and takes itself out; since nearly all have the same limit, a new one is hardly ever the
 * earliest, and the thread hardly ever runs: no timer is made, queued and cancelled for each of
 * thousands of requests a second.
 */
final class Deadlines implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Deadlines.class.getName());

  /** Deadlines this close together share one pass. */
  private static final long GRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private static final long CHORES_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Set<Running> running = ConcurrentHashMap.newKeySet();
  private final Runnable chores;
  private final Thread thread;

  /** While the thread looks for the earliest, whoever comes wakes it to look again. */
  private volatile boolean looking = true;

  private volatile long wakeAt;

  private long choresAt = System.nanoTime() + CHORES_NANOS;
  private volatile boolean closed;

  /**
   * Starts the thread.
   *
   * @param chores done about once a second
   */
  Deadlines(Runnable chores) {
    this.chores = chores;
    this.thread = Thread.ofPlatform().name("outbound-deadlines").daemon().start(this::run);
  }

  Running begin(Duration limit) {
    var request = new Running(System.nanoTime(), limit);
    running.add(request);
    if (looking || request.deadline() - wakeAt < 0) {
      LockSupport.unpark(thread);
    }
    if (closed) {
      request.stop(Failure.INTERRUPTED);
    }
    return request;
  }

  void end(Running request) {
    running.remove(request);
  }

  /** Stops all that are under way now. */
  void stopAll(Failure why) {
    running.forEach(request -> request.stop(why));
  }

  int size() {
    return running.size();
  }

  private void run() {
    while (!closed) {
      try {
        look();
      } catch (RuntimeException | Error e) {
        survive(e);
      }
    }
  }

  private void look() {
    looking = true;
    long now = System.nanoTime();
    if (now - choresAt >= 0) {
      choresAt = now + CHORES_NANOS;
      chores.run();
    }
    long earliest = stopLate(now);
    wakeAt = earliest;
    looking = false;
    long sleep = Math.max(earliest - System.nanoTime(), GRAIN_NANOS);
    LockSupport.parkNanos(this, sleep);
  }

  /** Deadlines hold whatever one of them, or the chores, run into; also where memory is short. */
  private static void survive(Throwable trouble) {
    try {
      LOG.log(Level.ERROR, "a request could not be stopped, or idle connections closed", trouble);
    } catch (RuntimeException | Error _) {
      // Not even that can be said now.
    }
  }

  private long stopLate(long now) {
    long earliest = choresAt;
    for (var request : running) {
      long deadline = request.deadline();
      if (deadline - now <= 0) {
        request.stop(Failure.TIMEOUT);
      } else if (deadline - earliest < 0) {
        earliest = deadline;
      }
    }
    return earliest;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    stopAll(Failure.INTERRUPTED);
  }
}
