package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.event.Unavailable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes the file. What is queued when a commit ends goes into the next one
 * together: while the disk syncs, the next group gathers. A change that fails never takes others of
 * its group with it.
 */
final class Writer implements AutoCloseable {

  private static final int MAX_GROUP = 512;

  private final Statements statements;
  private final LinkedBlockingQueue<Change<?>> queue = new LinkedBlockingQueue<>(20_000);
  private final Thread thread;
  private volatile boolean closing;

  Writer(Statements statements) {
    this.statements = statements;
    this.thread = Thread.ofPlatform().daemon().name("sqlite-writer").start(this::run);
  }

  <T> CompletableFuture<T> submit(Database.Work<T> work) {
    return enqueue(new Change<>(work, true));
  }

  /** Runs a statement outside any transaction, such as a checkpoint. */
  <T> CompletableFuture<T> submitAlone(Database.Work<T> work) {
    return enqueue(new Change<>(work, false));
  }

  private <T> CompletableFuture<T> enqueue(Change<T> change) {
    if (closing) {
      throw new Unavailable("the store is closed");
    }
    try {
      queue.put(change);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted", e);
    }
    return change.result;
  }

  static <T> T await(CompletableFuture<T> result) {
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void run() {
    List<Change<?>> group = new ArrayList<>(MAX_GROUP);
    while (true) {
      group.clear();
      try {
        group.add(queue.take());
      } catch (InterruptedException e) {
        // closing: what is queued is still written
        if (queue.isEmpty()) {
          return;
        }
      }
      queue.drainTo(group, MAX_GROUP - group.size());
      writeGroup(group);
      if (closing && queue.isEmpty()) {
        return;
      }
    }
  }

  private void writeGroup(List<Change<?>> group) {
    List<Change<?>> together = new ArrayList<>(group.size());
    for (var change : group) {
      if (change.transactional) {
        together.add(change);
      } else {
        change.runAlone(statements);
      }
    }
    if (together.isEmpty() || commits(together)) {
      return;
    }
    // One of them, or the disk, refused: each for itself, so that each gets its own answer.
    for (var change : together) {
      commits(List.of(change));
    }
  }

  /** Whether the group was settled: committed, or of one change and failed. */
  private boolean commits(List<Change<?>> group) {
    try {
      statements.run("BEGIN IMMEDIATE");
      for (var change : group) {
        change.apply(statements);
      }
      statements.run("COMMIT");
    } catch (SQLException | RuntimeException | Error e) {
      // Also an Error is the change's own, and must not leave everybody without a writer.
      rollback();
      if (group.size() > 1) {
        return false;
      }
      group.getFirst().fail(e);
      return true;
    }
    group.forEach(Change::succeed);
    return true;
  }

  private void rollback() {
    try {
      statements.run("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself, as it does when the disk is full
    }
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join();
      statements.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw Database.unavailable(e);
    }
  }

  private static final class Change<T> {
    private final Database.Work<T> work;
    private final boolean transactional;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private Consumer<CompletableFuture<T>> outcome = _ -> {};

    Change(Database.Work<T> work, boolean transactional) {
      this.work = work;
      this.transactional = transactional;
    }

    void apply(Statements statements) throws SQLException {
      @Nullable T value = work.on(statements);
      outcome = future -> future.complete(value);
    }

    void runAlone(Statements statements) {
      try {
        apply(statements);
        succeed();
      } catch (SQLException | RuntimeException | Error e) {
        fail(e);
      }
    }

    void succeed() {
      outcome.accept(result);
    }

    void fail(Throwable e) {
      result.completeExceptionally(e instanceof SQLException sql ? Database.unavailable(sql) : e);
    }
  }
}
