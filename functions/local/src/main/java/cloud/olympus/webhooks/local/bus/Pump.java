package cloud.olympus.webhooks.local.bus;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.web.log.Log;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes what is due from a table and hands each to a thread of its own, so many at once and no
 * more; sleeps until something is added or falls due. What is not finished stays in the table, so a
 * process that dies loses nothing; nor does one item that fails, or a store out of order, stop the
 * rest.
 *
 * @param <T> what is handed out
 */
final class Pump<T> implements AutoCloseable {

  private static final long LONGEST_NAP_NANOS = 1_000_000_000L;

  private final Source<T> source;
  private final int atOnce;
  private final Semaphore free;
  private final Executor threads;
  private final InstantSource clock;
  private final Log log;
  private final Set<T> underway = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean added;
  private volatile boolean closing;
  private volatile boolean troubled;

  Pump(String name, Source<T> source, int atOnce, Executor threads, InstantSource clock, Log log) {
    this.source = source;
    this.atOnce = atOnce;
    this.free = new Semaphore(atOnce);
    this.threads = threads;
    this.clock = clock;
    this.log = log;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /** A table of work; an item's {@code equals} tells whether it is the same work. */
  interface Source<T> {

    /** What is due and not among those under way, first due first. */
    List<T> due(Instant now, Set<T> underway, int limit);

    /** When the next one falls due that is not due yet. */
    Optional<Instant> nextDue(Instant now);

    /** Whether something may be due as soon as what is under way ends. */
    default boolean hasMore() {
      return false;
    }

    /**
     * Does the work, and takes it from the table or puts it off.
     *
     * <p>Where it throws, the item is due again.
     */
    void handle(T item);
  }

  void start() {
    thread.start();
  }

  /** Something was added that may be due. */
  void wake() {
    if (!added) {
      added = true;
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!closing) {
      added = false;
      try {
        if (handOut() == 0 && !added && !closing) {
          LockSupport.parkNanos(this, nap());
        }
      } catch (RuntimeException e) {
        trouble("not handed out", e);
      }
      if (troubled) {
        troubled = false;
        LockSupport.parkNanos(this, LONGEST_NAP_NANOS);
      }
    }
  }

  private int handOut() {
    int places = free.availablePermits();
    if (places == 0) {
      return 0;
    }
    List<T> items = source.due(clock.instant(), underway, places);
    for (var item : items) {
      underway.add(item);
      free.acquireUninterruptibly();
      threads.execute(() -> handle(item));
    }
    return items.size();
  }

  private void handle(T item) {
    try {
      source.handle(item);
    } catch (RuntimeException e) {
      trouble("not finished", e);
    } finally {
      underway.remove(item);
      free.release();
      if (free.availablePermits() <= 1 || source.hasMore()) {
        wake();
      }
    }
  }

  /** What is in the table stays there and is handed out again, after a pause. */
  private void trouble(String what, RuntimeException e) {
    troubled = true;
    if (!(e instanceof Unavailable)) {
      log.error(what + "; it is tried again", Map.of("pump", thread.getName()), e);
    }
  }

  private long nap() {
    if (free.availablePermits() == 0) {
      return LONGEST_NAP_NANOS;
    }
    Instant now = clock.instant();
    return source
        .nextDue(now)
        .map(due -> Math.max(1_000_000L, java.time.Duration.between(now, due).toNanos()))
        .map(nanos -> Math.min(nanos, LONGEST_NAP_NANOS))
        .orElse(LONGEST_NAP_NANOS);
  }

  /** Hands out nothing more. */
  void stop() {
    closing = true;
    LockSupport.unpark(thread);
  }

  /** Hands out nothing more and waits for what is under way. */
  @Override
  public void close() {
    stop();
    // The thread first: it may still be handing out what it found, and needs places for that.
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    free.acquireUninterruptibly(atOnce);
    free.release(atOnce);
  }
}
