package cloud.olympus.webhooks.web.log;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A stack trace as text. */
final class StackTrace {
  /** Cloud Logging takes 256 KiB a line, and a stack overflow has a thousand frames. */
  private static final int LIMIT = 16 * 1024;

  private StackTrace() {}

  static String of(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    String trace = text.toString();
    return trace.length() <= LIMIT ? trace : trace.substring(0, LIMIT) + "\n\t…";
  }
}
