package cloud.olympus.webhooks.web.log;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes structured lines. Thread-safe.
 *
 * <p>What varies goes into fields, never into the message. A field's value is text, a number, a
 * boolean, a time, null, or a list or map of such; anything else is written as its {@code
 * toString()}. Payloads, secrets, tokens and query strings do not belong here; what looks like a
 * secret is masked all the same.
 */
@FunctionalInterface
public interface Log {
  /** Writes one line. Never throws for what it is given. */
  void write(Severity severity, String message, Map<String, ?> fields, @Nullable Throwable thrown);

  default void debug(String message, Map<String, ?> fields) {
    write(Severity.DEBUG, message, fields, null);
  }

  default void info(String message, Map<String, ?> fields) {
    write(Severity.INFO, message, fields, null);
  }

  default void notice(String message, Map<String, ?> fields) {
    write(Severity.NOTICE, message, fields, null);
  }

  default void warning(String message, Map<String, ?> fields) {
    write(Severity.WARNING, message, fields, null);
  }

  default void warning(String message, Map<String, ?> fields, @Nullable Throwable thrown) {
    write(Severity.WARNING, message, fields, thrown);
  }

  default void error(String message, Map<String, ?> fields, @Nullable Throwable thrown) {
    write(Severity.ERROR, message, fields, thrown);
  }

  default void critical(String message, Map<String, ?> fields) {
    write(Severity.CRITICAL, message, fields, null);
  }
}
