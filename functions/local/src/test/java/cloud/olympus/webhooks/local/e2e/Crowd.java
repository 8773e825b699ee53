package cloud.olympus.webhooks.local.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** 64 connections that publish events side by side, each when its last one is answered. */
final class Crowd {

  static final int CONNECTIONS = 64;

  private final RunningProgram program;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicBoolean enough = new AtomicBoolean();
  private final ConcurrentHashMap<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();

  /** The numbers of the events that were answered 202. */
  private final ConcurrentHashMap.KeySetView<Integer, Boolean> accepted =
      ConcurrentHashMap.newKeySet();

  private final List<Thread> threads = new ArrayList<>();

  /** Publishes {@code bodies} of 0, 1, … up to a number, or until it is stopped. */
  Crowd(RunningProgram program, int events, IntFunction<String> bodies) {
    this.program = program;
    for (int i = 0; i < CONNECTIONS; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int n = next.getAndIncrement();
                        n < events && !enough.get();
                        n = next.getAndIncrement()) {
                      publish(n, bodies.apply(n));
                    }
                  }));
    }
  }

  private void publish(int n, String body) {
    try {
      int status = program.trySend("POST", "/v1/events", body).statusCode();
      statuses.computeIfAbsent(status, _ -> new AtomicInteger()).incrementAndGet();
      if (status == 202) {
        accepted.add(n);
      }
    } catch (IOException e) {
      // not answered, so not accepted: the program is gone
      enough.set(true);
    }
  }

  java.util.Set<Integer> accepted() {
    return accepted;
  }

  /** How many were answered with a status. */
  int answered(int status) {
    return statuses.getOrDefault(status, new AtomicInteger()).get();
  }

  void stop() {
    enough.set(true);
    await();
  }

  void await() {
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
