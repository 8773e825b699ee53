package cloud.olympus.webhooks.web.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lines for Cloud Logging: one JSON object each, with its names for severity, message, time and
 * trace. A line is written and flushed whole, so lines of many threads do not mix.
 */
public final class JsonLog implements Log {
  private final PrintStream out;
  private final InstantSource clock;
  private final Severity least;
  private final String tracePrefix;

  /**
   * A log.
   *
   * @param out where lines go
   * @param clock gives the time of a line
   * @param least the least severity that is written
   * @param projectId the Google Cloud project whose traces the lines belong to, if there is one
   */
  public JsonLog(PrintStream out, InstantSource clock, Severity least, Optional<String> projectId) {
    this.out = out;
    this.clock = clock;
    this.least = least;
    this.tracePrefix = projectId.map(id -> "projects/" + id + "/traces/").orElse("");
  }

  @Override
  public void write(
      Severity severity, String message, Map<String, ?> fields, @Nullable Throwable thrown) {
    if (severity.compareTo(least) < 0) {
      return;
    }
    var line = new StringBuilder(512);
    line.append("{\"severity\":\"").append(severity.name()).append("\",\"message\":");
    JsonText.appendString(line, message);
    line.append(",\"time\":\"").append(clock.instant()).append('"');
    for (var field : fields.entrySet()) {
      appendField(line, field.getKey(), field.getValue());
    }
    if (thrown != null) {
      line.append(",\"stack_trace\":");
      JsonText.appendString(line, StackTrace.of(thrown));
    }
    byte[] bytes = line.append("}\n").toString().getBytes(UTF_8);
    out.write(bytes, 0, bytes.length);
    out.flush();
  }

  private void appendField(StringBuilder line, String name, @Nullable Object value) {
    if (name.equals(Fields.TRACEPARENT) && value != null) {
      appendTrace(line, value);
      return;
    }
    line.append(',');
    JsonText.appendString(line, isOurs(name) ? "_" + name : name);
    line.append(':');
    JsonText.appendValue(line, Masking.isSecretName(name) ? Masking.MASK : value);
  }

  private void appendTrace(StringBuilder line, Object traceparent) {
    TraceParent trace =
        traceparent instanceof TraceParent parsed
            ? parsed
            : TraceParent.parse(traceparent.toString()).orElse(null);
    if (trace != null) {
      line.append(",\"logging.googleapis.com/trace\":\"")
          .append(tracePrefix)
          .append(trace.traceId())
          .append("\",\"logging.googleapis.com/spanId\":\"")
          .append(trace.parentId())
          .append("\",\"logging.googleapis.com/trace_sampled\":")
          .append(trace.sampled());
    }
  }

  private static boolean isOurs(String name) {
    return switch (name) {
      case "severity", "message", "time", "stack_trace" -> true;
      default -> false;
    };
  }
}
