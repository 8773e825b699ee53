package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.event.Unavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One SQLite file in WAL mode with {@code synchronous=FULL}: one thread writes, in groups that
 * share a commit and so an fsync; several connections read. What a write returns is on the disk.
 * Thread-safe.
 */
public final class Database implements AutoCloseable {

  private static final int READERS = 4;

  private final FileChannel lock;
  private final Writer writer;
  private final Checkpoints checkpoints;
  private final BlockingQueue<Statements> readers = new ArrayBlockingQueue<>(READERS);
  private final List<Statements> connections = new ArrayList<>();
  private final String incarnation;

  private Database(FileChannel lock, Path file) throws SQLException, CannotOpen {
    this.lock = lock;
    Connection main = connect(file, false);
    Migrations.apply(main);
    this.incarnation = UUID.randomUUID().toString().substring(0, 8);
    this.writer = new Writer(new Statements(main));
    for (int i = 0; i < READERS; i++) {
      var reader = new Statements(connect(file, true));
      connections.add(reader);
      readers.add(reader);
    }
    this.checkpoints = new Checkpoints(new Statements(connect(file, false)), writer, file);
  }

  /** A read or a change; a change may be run twice, the first time without effect. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Statements statements) throws SQLException;
  }

  /**
   * Opens or creates the file and brings it to the present schema.
   *
   * @throws CannotOpen where another process has it, it is of a newer version, damaged, or not ours
   *     to write
   */
  public static Database open(Path file) throws CannotOpen {
    FileChannel lock = null;
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      lock = lock(file);
      createOwnersAlone(file);
      refuseCutShort(file);
      return new Database(lock, file);
    } catch (IOException | SQLException e) {
      close(lock);
      throw CannotOpen.of(file, e);
    } catch (CannotOpen e) {
      close(lock);
      throw e;
    }
  }

  /** It holds everybody's events. SQLite gives what it makes beside it the same permissions. */
  private static void createOwnersAlone(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }

  private static FileChannel lock(Path file) throws IOException, CannotOpen {
    var channel =
        FileChannel.open(
            file.resolveSibling(file.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // the same process has it: the same answer
    }
    channel.close();
    throw new CannotOpen(file + " is in use by another process");
  }

  /**
   * SQLite itself finds out only when it reads beyond the end. Where a log is left it may rightly
   * hold what the file lacks.
   */
  private static void refuseCutShort(Path file) throws IOException, CannotOpen {
    Path log = file.resolveSibling(file.getFileName() + "-wal");
    if (!Files.exists(file)
        || Files.size(file) == 0
        || (Files.exists(log) && Files.size(log) > 0)) {
      return;
    }
    // Of the header: the size of a page at 16 (1 means 64 KiB), the number of pages at 28.
    var header = ByteBuffer.allocate(32);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (header.hasRemaining() && channel.read(header) >= 0) {
        // on to the end
      }
    }
    long pageSize = header.getShort(16) == 1 ? 65_536 : header.getShort(16) & 0xffff;
    long pages = header.getInt(28) & 0xffff_ffffL;
    if (Files.size(file) < pages * pageSize) {
      throw new CannotOpen(CannotOpen.damaged(file));
    }
  }

  private static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // there is a better error to tell
    }
  }

  private static Connection connect(Path file, boolean readOnly) throws SQLException {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(5_000);
    config.setCacheSize(readOnly ? -2_000 : -8_000);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    // Checkpoints have a thread of their own, so that no commit waits for one.
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "0");
    config.setGetGeneratedKeys(false);
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
    if (readOnly) {
      try (var statement = connection.createStatement()) {
        statement.execute("PRAGMA query_only = true");
      }
    }
    return connection;
  }

  /**
   * Told apart from those of earlier processes on this file, whose claims and leases are known to
   * be dead.
   */
  String incarnation() {
    return incarnation;
  }

  /** Runs a change and returns when it is on the disk. */
  public <T> T write(Work<T> change) {
    return await(writer.submit(change));
  }

  /** Waits for a change to be on the disk. */
  public static <T> T await(CompletableFuture<T> change) {
    return Writer.await(change);
  }

  /** Runs a change some time soon; for what may be lost with the process. */
  public <T> CompletableFuture<T> writeLater(Work<T> change) {
    return writer.submit(change);
  }

  /** Runs a query on a snapshot of what is committed. */
  public <T> T read(Work<T> query) {
    Statements statements = null;
    try {
      statements = readers.poll(10, TimeUnit.SECONDS);
      if (statements == null) {
        throw new Unavailable("the store is overloaded");
      }
      return query.on(statements);
    } catch (SQLException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted", e);
    } finally {
      if (statements != null) {
        readers.add(statements);
      }
    }
  }

  static Unavailable unavailable(SQLException e) {
    if (e instanceof SQLiteException lite && lite.getResultCode() == SQLiteErrorCode.SQLITE_FULL) {
      return new Unavailable("the disk is full", e);
    }
    return new Unavailable("the store cannot answer: " + e.getMessage(), e);
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  /** Finishes the writes that are queued, and closes the file. */
  @Override
  public void close() {
    writer.close();
    checkpoints.close();
    try {
      for (var connection : connections) {
        connection.close();
      }
    } catch (SQLException e) {
      throw unavailable(e);
    } finally {
      close(lock);
    }
  }
}
