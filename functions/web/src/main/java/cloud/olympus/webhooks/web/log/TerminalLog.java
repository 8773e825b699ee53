package cloud.olympus.webhooks.web.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lines for people at a terminal: time of day, severity, message, then the fields. */
public final class TerminalLog implements Log {
  private final PrintStream out;
  private final InstantSource clock;
  private final Severity least;
  private final DateTimeFormatter time;

  /**
   * A log.
   *
   * @param out where lines go
   * @param clock gives the time of a line
   * @param zone the one that times are shown in
   * @param least the least severity that is written
   */
  public TerminalLog(PrintStream out, InstantSource clock, ZoneId zone, Severity least) {
    this.out = out;
    this.clock = clock;
    this.least = least;
    this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
  }

  @Override
  public void write(
      Severity severity, String message, Map<String, ?> fields, @Nullable Throwable thrown) {
    if (severity.compareTo(least) < 0) {
      return;
    }
    var line = new StringBuilder(256);
    time.formatTo(clock.instant(), line);
    line.append(' ').append(severity.name());
    line.repeat(' ', Severity.CRITICAL.name().length() - severity.name().length() + 1);
    appendText(line, message);
    for (var field : fields.entrySet()) {
      line.append(' ');
      appendText(line, field.getKey());
      line.append('=');
      appendValue(line, field.getKey(), field.getValue());
    }
    line.append('\n');
    if (thrown != null) {
      line.append(StackTrace.of(thrown).replace("\u001b", "\\u001b").stripTrailing()).append('\n');
    }
    byte[] bytes = line.toString().getBytes(UTF_8);
    out.write(bytes, 0, bytes.length);
    out.flush();
  }

  private static void appendValue(StringBuilder line, String name, @Nullable Object value) {
    if (Masking.isSecretName(name)) {
      line.append(Masking.MASK);
    } else if (value instanceof String text
        && text.matches("[!-~&&[^\"\\\\]]+")
        && !Masking.isSecretValue(text)) {
      line.append(text);
    } else {
      JsonText.appendValue(line, value);
    }
  }

  /** Without what would move the cursor or start another line. */
  private static void appendText(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? '\ufffd' : c);
    }
  }
}
