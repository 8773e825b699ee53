package cloud.olympus.webhooks.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Lets many threads do something at the same moment. */
public final class Crowd {

  private Crowd() {}

  /** What each of {@code size} threads got that began together. */
  public static <T> List<T> all(int size, Callable<T> action) {
    return each(size, _ -> action);
  }

  /** Likewise, where each thread has an action of its own. */
  public static <T> List<T> each(int size, IntFunction<Callable<T>> actions) {
    var start = new CyclicBarrier(size);
    List<Future<T>> futures = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < size; i++) {
        var action = actions.apply(i);
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  return action.call();
                }));
      }
    }
    List<T> results = new ArrayList<>();
    for (var future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        throw new AssertionError("one of the crowd failed", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
    return results;
  }
}
