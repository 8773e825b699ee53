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
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is due from a table and hands each to a thread of its own, so many at once and no
 * more; sleeps until something is added or falls due. Where more waits for what is under way to
 * end, whoever ends hands it out and goes on with the first of it: to wake another thread for each
 * would cost more than many of them. What is not finished stays in the table, so a process that
 * dies loses nothing; nor does one item that fails, or a store out of order, stop the rest.
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
  private final Lock handingOut = new ReentrantLock();
  private final Thread thread;
  private Instant sleepsUntil = Instant.MIN;

  /** Whether the last who looked had no room for more. */
  private volatile boolean cut;

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

    /** When something of that falls due even if nothing ends. */
    default Optional<Instant> nextPlace() {
      return Optional.empty();
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
      long nap = round();
      if (nap > 0 && !added && !closing) {
        LockSupport.parkNanos(this, nap);
      }
      if (troubled) {
        troubled = false;
        LockSupport.parkNanos(this, LONGEST_NAP_NANOS);
      }
    }
  }

  /** Hands out what is due; for how many nanoseconds nothing more will be. */
  private long round() {
    handingOut.lock();
    try {
      sleepsUntil = Instant.MIN;
      int places = free.availablePermits();
      List<T> items = places == 0 ? List.of() : due(places);
      free.acquireUninterruptibly(items.size());
      items.forEach(this::begin);
      if (!items.isEmpty()) {
        return 0;
      }
      long nap = nap();
      sleepsUntil = clock.instant().plusNanos(nap);
      return nap;
    } catch (RuntimeException | Error e) {
      trouble("not handed out", e);
      return 0;
    } finally {
      handingOut.unlock();
    }
  }

  private List<T> due(int places) {
    List<T> items = source.due(clock.instant(), underway, places);
    cut = items.size() >= places;
    underway.addAll(items);
    return items;
  }

  private void begin(T item) {
    threads.execute(() -> handle(item));
  }

  private void handle(T first) {
    T item = first;
    while (item != null) {
      try {
        source.handle(item);
      } catch (RuntimeException | Error e) {
        trouble("not finished", e);
      } finally {
        underway.remove(item);
      }
      item = next();
    }
  }

  /**
   * What to go on with in the place of what has ended; where there is nothing, the place is free.
   */
  private @Nullable T next() {
    if (mayBeMore() && !closing && !troubled && handingOut.tryLock()) {
      try {
        return goOn();
      } finally {
        handingOut.unlock();
      }
    }
    free.release();
    // Again: who has handed out meanwhile may have found this place taken.
    if (mayBeMore()) {
      wake();
    }
    return null;
  }

  private boolean mayBeMore() {
    return cut || source.hasMore();
  }

  private @Nullable T goOn() {
    try {
      List<T> items = due(free.availablePermits() + 1);
      if (source.nextPlace().filter(at -> at.isBefore(sleepsUntil)).isPresent()) {
        wake();
      }
      if (!items.isEmpty()) {
        free.acquireUninterruptibly(items.size() - 1);
        items.subList(1, items.size()).forEach(this::begin);
        return items.getFirst();
      }
    } catch (RuntimeException | Error e) {
      trouble("not handed out", e);
      wake();
    }
    free.release();
    return null;
  }

  /** What is in the table stays there and is handed out again, after a pause. */
  private void trouble(String what, Throwable e) {
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
