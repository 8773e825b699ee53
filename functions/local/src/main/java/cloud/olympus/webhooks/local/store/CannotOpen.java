package cloud.olympus.webhooks.local.store;

import java.nio.file.Path;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The file of the embedded store cannot be used; the message says why and is meant for the person
 * who started the process.
 */
public final class CannotOpen extends Exception {
  private static final long serialVersionUID = 1;

  CannotOpen(String message) {
    super(message);
  }

  private CannotOpen(String message, Exception cause) {
    super(message, cause);
  }

  static CannotOpen of(Path file, Exception cause) {
    SQLiteErrorCode code =
        cause instanceof SQLiteException lite
            ? lite.getResultCode()
            : SQLiteErrorCode.UNKNOWN_ERROR;
    return new CannotOpen(
        switch (code) {
          case SQLITE_NOTADB, SQLITE_CORRUPT ->
              file + " is damaged or not a file of this program; nothing in it was changed";
          case SQLITE_READONLY, SQLITE_READONLY_DIRECTORY, SQLITE_CANTOPEN, SQLITE_PERM ->
              file + " cannot be written; nothing in it was changed";
          case SQLITE_FULL -> "the disk of " + file + " is full";
          default -> file + " cannot be opened: " + cause;
        },
        cause);
  }
}
