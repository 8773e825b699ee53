package cloud.olympus.webhooks.local.bus;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Where publishers wait, none longer than its patience. Thread-safe.
 *
 * <p>One thread sleeps until the first of them has waited for so long: no timer is made, queued and
 * cancelled for each of thousands a second.
 */
final class Lobby implements AutoCloseable {

  private final long patienceNanos;
  private final Queue<Guest> guests = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean closing;

  /** A lobby; starts its thread. */
  Lobby(Duration patience) {
    this.patienceNanos = patience.toNanos();
    this.thread = Thread.ofPlatform().daemon().name("bus-lobby").start(this::seeOut);
  }

  /** A line in it, which nobody has to wait in until {@link Line#admit} says so. */
  Line line() {
    return new Line();
  }

  /** Those who wait for the same. */
  final class Line {
    private final Queue<Guest> waiting = new ArrayDeque<>();
    private volatile boolean crowded;

    private Line() {}

    /**
     * Waits until it is admitted, if the line is crowded. Its end tells nothing: none is refused.
     */
    void await() {
      if (!crowded) {
        return;
      }
      var guest = new Guest(Thread.currentThread(), System.nanoTime() + patienceNanos);
      if (join(guest)) {
        guests.add(guest);
        if (closing) {
          guest.go();
        } else if (asleep) {
          LockSupport.unpark(thread);
        }
        guest.await();
      }
    }

    private synchronized boolean join(Guest guest) {
      return crowded && waiting.add(guest);
    }

    /**
     * Lets so many go, in order, or all where the line is crowded no more; forgets who has gone.
     */
    synchronized void admit(int places, boolean crowded) {
      this.crowded = crowded;
      int left = places;
      while (!waiting.isEmpty() && (left > 0 || !crowded || waiting.element().isGone())) {
        left -= waiting.remove().go() ? 1 : 0;
      }
    }
  }

  private static final class Guest {
    private final Thread thread;
    private final long until;
    private final AtomicBoolean gone = new AtomicBoolean();

    Guest(Thread thread, long until) {
      this.thread = thread;
      this.until = until;
    }

    void await() {
      while (!isGone()) {
        LockSupport.park(this);
        if (thread.isInterrupted()) {
          gone.set(true);
        }
      }
    }

    boolean isGone() {
      return gone.get();
    }

    /** Whether it was still there. */
    boolean go() {
      boolean was = !gone.getAndSet(true);
      if (was) {
        LockSupport.unpark(thread);
      }
      return was;
    }
  }

  private void seeOut() {
    while (!closing) {
      var first = guests.peek();
      if (first == null) {
        asleep = true;
        if (guests.isEmpty() && !closing) {
          LockSupport.park(this);
        }
        asleep = false;
      } else {
        long left = first.until - System.nanoTime();
        if (left <= 0 || first.isGone()) {
          guests.remove().go();
        } else {
          LockSupport.parkNanos(this, left);
        }
      }
    }
    guests.forEach(Guest::go);
  }

  /** Lets everybody go. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
  }
}
