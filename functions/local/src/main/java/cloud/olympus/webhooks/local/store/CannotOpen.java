package cloud.olympus.webhooks.local.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A file that the platform keeps cannot be used; the message says why and is meant for the person
 * who started the process.
 */
public final class CannotOpen extends Exception {
  private static final long serialVersionUID = 1;

  /** With the whole of what the person is told. */
  public CannotOpen(String message) {
    super(message);
  }

  private CannotOpen(String message, Exception cause) {
    super(message, cause);
  }

  /** Of a file or directory that could not be opened or made, for this reason. */
  public static CannotOpen of(Path file, Exception cause) {
    return new CannotOpen(
        switch (cause) {
          case SQLiteException lite -> explain(file, lite);
          case FileAlreadyExistsException there -> there.getFile() + " is a file, not a directory";
          case NoSuchFileException none -> file + " cannot be made: no directory " + none.getFile();
          case AccessDeniedException denied ->
              denied.getFile() + " cannot be written: no permission";
          case FileSystemException system when system.getReason() != null ->
              system.getFile() + " cannot be written: " + system.getReason();
          case IOException io -> file + " cannot be written: " + io.getMessage();
          default -> file + " cannot be opened: " + cause.getMessage();
        },
        cause);
  }

  private static String explain(Path file, SQLiteException cause) {
    // The low byte; the others only say more about it.
    return switch (SQLiteErrorCode.getErrorCode(cause.getResultCode().code & 0xff)) {
      case SQLITE_NOTADB, SQLITE_CORRUPT -> damaged(file);
      case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
          file + " cannot be written; nothing in it was changed";
      case SQLITE_FULL -> "the disk of " + file + " is full";
      default -> file + " cannot be opened: " + cause.getMessage();
    };
  }

  /** What to say of a file that is not as it was left. */
  static String damaged(Path file) {
    return file + " is damaged or not a file of this program; nothing in it was changed";
  }
}
