package cloud.olympus.webhooks.local.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Moves what is committed from the write-ahead log into the file, beside the writer, and lets the
 * log begin anew when it has grown. Most of the work needs no lock; only the last few pages are
 * moved on the writer's thread.
 */
final class Checkpoints implements AutoCloseable {

  private static final long LARGE = 32L << 20;
  private static final long POLL_MILLIS = 200;

  private final Statements statements;
  private final Writer writer;
  private final Path log;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  Checkpoints(Statements statements, Writer writer, Path file) {
    this.statements = statements;
    this.writer = writer;
    this.log = file.resolveSibling(file.getFileName() + "-wal");
    this.thread = Thread.ofPlatform().daemon().name("sqlite-checkpoints").start(this::run);
  }

  private void run() {
    try {
      while (!closed.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        try {
          if (Files.exists(log) && Files.size(log) > LARGE) {
            statements.first(row -> row.getInt(1), "PRAGMA wal_checkpoint(PASSIVE)");
            Writer.await(
                writer.submitAlone(
                    s -> s.first(row -> row.getInt(1), "PRAGMA wal_checkpoint(TRUNCATE)")));
          }
        } catch (SQLException | IOException | RuntimeException e) {
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
