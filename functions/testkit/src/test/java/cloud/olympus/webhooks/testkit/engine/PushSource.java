package cloud.olympus.webhooks.testkit.engine;

import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.event.Event;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Pushes events as Pub/Sub does: so many at once as its window is wide, which an answer that takes
 * a second halves, and a quick one widens. It is one window for all subscribers. Thread-safe.
 */
final class PushSource {

  /** How wide the window is at first, and at most. */
  static final int WIDEST = 40;

  private final Consumer<Event> push;
  private final LongSupplier nanos;
  private final ExecutorService threads;
  private int window = WIDEST;
  private int narrowest = WIDEST;
  private int underWay;

  PushSource(Consumer<Event> push, LongSupplier nanos, ExecutorService threads) {
    this.push = push;
    this.nanos = nanos;
    this.threads = threads;
  }

  /** Pushes all, as the window lets it, and returns when the last is on its way. */
  synchronized void push(List<Event> events) throws InterruptedException {
    for (var event : events) {
      while (underWay >= window) {
        wait();
      }
      underWay++;
      threads.execute(() -> one(event));
    }
  }

  private void one(Event event) {
    long began = nanos.getAsLong();
    push.accept(event);
    answered(nanos.getAsLong() - began);
  }

  private synchronized void answered(long took) {
    underWay--;
    window =
        took >= Fairway.SLOW.toNanos() ? Math.max(1, window / 2) : Math.min(WIDEST, window + 1);
    narrowest = Math.min(narrowest, window);
    notifyAll();
  }

  /** Waits until no more than that many are on their way. */
  synchronized void awaitUnderWay(int most) throws InterruptedException {
    while (underWay > most) {
      wait();
    }
  }

  synchronized int window() {
    return window;
  }

  synchronized int narrowest() {
    return narrowest;
  }
}
