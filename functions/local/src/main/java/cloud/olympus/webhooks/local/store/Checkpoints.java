package cloud.olympus.webhooks.local.store;

import java.nio.file.Path;
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

  private static final long PAGE_BYTES = 4_096;

  /** In pages: 8 MiB. */
  private static final long LARGE = 2_048;

  /** Where the disk is nearly full, the log may hold this part of the room that is left. */
  private static final long PART_OF_ROOM = 4;

  private static final long POLL_MILLIS = 200;

  private final Statements statements;
  private final Writer writer;
  private final Path file;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  Checkpoints(Statements statements, Writer writer, Path file) {
    this.statements = statements;
    this.writer = writer;
    this.file = file;
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
  void moveWhereLarge() throws SQLException {
    moveWhereLarge(file.toFile().getUsableSpace());
  }

  /** Likewise, with so many bytes left on the disk. */
  synchronized void moveWhereLarge(long room) throws SQLException {
    if (isLarge(room)) {
      checkpoint(statements, "PASSIVE");
      Writer.await(writer.submitAlone(s -> checkpoint(s, "RESTART")));
    }
  }

  /**
   * Also where little room is left: to move a log the file needs room for as much, and a log that
   * has taken all of it could never be moved again.
   */
  private boolean isLarge(long room) throws SQLException {
    long allowed = Math.min(LARGE, room / PAGE_BYTES / PART_OF_ROOM);
    return checkpoint(statements, "NOOP")
        .filter(log -> log.pages > allowed && log.moved < log.pages)
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
