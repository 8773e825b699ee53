package cloud.olympus.webhooks.local.store;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Moves what is committed from the write-ahead log into the file, beside the writer, and lets the
 * log begin anew when it has grown. Most of the work needs no lock; only the last few pages are
 * moved on the writer's thread. The log keeps its size and is written over: to cut a file of this
 * size takes some disks as long as fifty commits.
 */
final class Checkpoints implements AutoCloseable {

  /** In pages: 8 MiB. */
  private static final long LARGE = 2_048;

  private static final long POLL_MILLIS = 200;

  private final Statements statements;
  private final Writer writer;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  Checkpoints(Statements statements, Writer writer) {
    this.statements = statements;
    this.writer = writer;
    this.thread = Thread.ofPlatform().daemon().name("sqlite-checkpoints").start(this::run);
  }

  private void run() {
    try {
      while (!closed.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        try {
          moveWhereLarge();
        } catch (SQLException | RuntimeException e) {
          // the log grows a little longer; the next round tries again
        }
      }
      statements.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw Database.unavailable(e);
    }
  }

  /** What the thread does again and again. */
  synchronized void moveWhereLarge() throws SQLException {
    if (isLarge()) {
      checkpoint(statements, "PASSIVE");
      Writer.await(writer.submitAlone(s -> checkpoint(s, "RESTART")));
    }
  }

  private boolean isLarge() throws SQLException {
    return checkpoint(statements, "NOOP")
        .filter(log -> log.pages > LARGE && log.moved < log.pages)
        .isPresent();
  }

  /** The write-ahead log: how many pages it holds, and how many of them are in the file. */
  private record WriteAhead(long pages, long moved) {}

  private static Optional<WriteAhead> checkpoint(Statements statements, String mode)
      throws SQLException {
    return statements.first(
        row -> new WriteAhead(row.getLong(2), row.getLong(3)),
        "PRAGMA wal_checkpoint(" + mode + ")");
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
