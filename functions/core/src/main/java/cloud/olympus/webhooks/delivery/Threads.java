package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.event.Budget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs what the engine does side by side, and is the only place where the engine waits for it: so a
 * simulation can decide what runs when. What is run has the {@link Budget} of whoever wants it run.
 * Thread-safe.
 */
public interface Threads extends Executor {

  /** Of many tasks so many run side by side. */
  int AT_ONCE = 32;

  /**
   * Waits until a future is done, whatever it came to, but not for longer than a time.
   *
   * @return whether it is done; false also where the thread was interrupted, which it still is then
   */
  boolean await(CompletableFuture<?> future, Duration patience);

  /** Waits for a time; not where the thread was interrupted, which it still is then. */
  default void pause(Duration time) {
    await(new CompletableFuture<>(), time);
  }

  /** Waits for as long as it takes, and gives what came of it: also what was thrown, as it was. */
  default <T> T join(CompletableFuture<T> future) {
    while (!await(future, Duration.ofMinutes(1)) && !Thread.currentThread().isInterrupted()) {
      // still under way
    }
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /**
   * Runs tasks side by side, some at once, and waits for all of them, whatever becomes of one; then
   * throws what stopped the first that was stopped.
   */
  default void all(List<Runnable> tasks) {
    if (tasks.size() == 1) {
      tasks.getFirst().run();
      return;
    }
    List<CompletableFuture<Void>> stopped = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i += AT_ONCE) {
      var running =
          tasks.subList(i, Math.min(tasks.size(), i + AT_ONCE)).stream()
              .map(task -> CompletableFuture.runAsync(task, this))
              .toList();
      var ended = CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
      join(ended.exceptionally(_ -> null));
      running.stream().filter(CompletableFuture::isCompletedExceptionally).forEach(stopped::add);
    }
    if (!stopped.isEmpty()) {
      join(stopped.getFirst());
    }
  }

  /** Those of an executor, in the machine's own time; unbounded, as virtual threads are. */
  static Threads of(Executor executor) {
    return new Threads() {
      @Override
      public void execute(Runnable task) {
        executor.execute(Budget.handedOn(task));
      }

      @Override
      public boolean await(CompletableFuture<?> future, Duration patience) {
        try {
          future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
          return true;
        } catch (ExecutionException | CancellationException e) {
          return true;
        } catch (TimeoutException e) {
          return false;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    };
  }
}
