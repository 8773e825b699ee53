package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.Trip;
import java.net.SocketException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request under way, which another thread may stop by breaking what it waits for. */
final class Running {

  private Steps steps = new Steps();
  private int tries = 1;
  private final long began;
  private final long deadline;
  private @Nullable Runnable breakOff;
  private @Nullable Failure stopped;
  private boolean over;

  Running(long now, Duration limit) {
    this.began = now;
    this.deadline = now + limit.toNanos();
  }

  long deadline() {
    return deadline;
  }

  /** Those of the present try. For the thread that makes the request. */
  Steps steps() {
    return steps;
  }

  /** A second try begins. */
  void tryAgain() {
    steps = new Steps();
    tries++;
  }

  /**
   * How it went until now.
   *
   * @param address that was dialled last, null where none was
   */
  Trip trip(@Nullable String address) {
    return new Trip(took(), address, steps.phases(), tries);
  }

  private Duration took() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /**
   * From now on this is what stopping breaks.
   *
   * @throws SocketException where it is stopped already
   */
  void waitsFor(Runnable whatToBreak) throws SocketException {
    boolean late;
    synchronized (this) {
      late = stopped != null;
      breakOff = whatToBreak;
    }
    if (late) {
      whatToBreak.run();
      throw new SocketException("stopped");
    }
  }

  /** Nothing is broken any more; false where that is too late. */
  synchronized boolean finish() {
    over = true;
    breakOff = null;
    return stopped == null;
  }

  void stop(Failure why) {
    Runnable whatToBreak;
    synchronized (this) {
      if (over || stopped != null) {
        return;
      }
      stopped = why;
      whatToBreak = breakOff;
    }
    if (whatToBreak != null) {
      whatToBreak.run();
    }
  }

  /** Why it was stopped, null where it was not. */
  synchronized @Nullable Failure stopped() {
    return stopped;
  }
}
