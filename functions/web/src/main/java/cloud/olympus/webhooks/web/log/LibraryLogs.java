package cloud.olympus.webhooks.web.log;

import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Brings what libraries log through {@code java.util.logging} out as lines of a {@link Log}. */
public final class LibraryLogs extends Handler {
  private static final Formatter MESSAGES = new SimpleFormatter();

  private final Log log;

  private LibraryLogs(Log log) {
    this.log = log;
  }

  /**
   * Takes the place of all handlers of the root logger.
   *
   * @param least records below it are dropped where they are made
   */
  public static void redirectTo(Log log, Level least) {
    Logger root = LogManager.getLogManager().getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.setLevel(least);
    root.addHandler(new LibraryLogs(log));
  }

  @Override
  public void publish(LogRecord entry) {
    if (!isLoggable(entry)) {
      return;
    }
    var fields = Map.of("logger", String.valueOf(entry.getLoggerName()));
    log.write(
        severityOf(entry.getLevel()),
        String.valueOf(MESSAGES.formatMessage(entry)),
        fields,
        entry.getThrown());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  private static Severity severityOf(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return Severity.ERROR;
    }
    if (value >= Level.WARNING.intValue()) {
      return Severity.WARNING;
    }
    return value >= Level.INFO.intValue() ? Severity.INFO : Severity.DEBUG;
  }
}
