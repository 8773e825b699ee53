package cloud.olympus.webhooks.testkit.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * 64 connections that publish events to the API side by side, each when its last one is answered.
 * Thread-safe.
 */
public final class Publishers {

  private static final int CONNECTIONS = 64;

  private final ApiClient api;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicBoolean enough = new AtomicBoolean();
  private final ConcurrentHashMap<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();

  private final ConcurrentHashMap.KeySetView<Integer, Boolean> accepted =
      ConcurrentHashMap.newKeySet();

  private final List<Thread> threads = new ArrayList<>();

  /** Publishes {@code bodies} of 0, 1, … up to a number, or until it is stopped. */
  public Publishers(ApiClient api, int events, IntFunction<String> bodies) {
    this(api, events, bodies, _ -> true);
  }

  /**
   * Likewise, at a pace.
   *
   * @param pace whether the next may go, by how many were accepted so far
   */
  public Publishers(ApiClient api, int events, IntFunction<String> bodies, IntPredicate pace) {
    this.api = api;
    for (int i = 0; i < CONNECTIONS; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int n = next.getAndIncrement();
                        n < events && !enough.get();
                        n = next.getAndIncrement()) {
                      while (!pace.test(accepted.size()) && !enough.get()) {
                        LockSupport.parkNanos(1_000_000);
                      }
                      publish(n, bodies.apply(n));
                    }
                  }));
    }
  }

  private void publish(int n, String body) {
    try {
      int status = api.trySend("POST", "/v1/events", body).statusCode();
      statuses.computeIfAbsent(status, _ -> new AtomicInteger()).incrementAndGet();
      if (status == 202) {
        accepted.add(n);
      }
    } catch (IOException e) {
      // not answered, so not accepted: the program is gone
      enough.set(true);
    }
  }

  /** The numbers of the events that were answered 202 so far. */
  public Set<Integer> accepted() {
    return accepted;
  }

  /** How many were answered with a status. */
  public int answered(int status) {
    return statuses.getOrDefault(status, new AtomicInteger()).get();
  }

  /** Publishes no more, and waits for the answers that are due. */
  public void stop() {
    enough.set(true);
    await();
  }

  /** Waits until all are published and answered. */
  public void await() {
    try {
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
