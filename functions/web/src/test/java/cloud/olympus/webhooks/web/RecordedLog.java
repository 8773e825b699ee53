package cloud.olympus.webhooks.web;

import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.log.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what is logged. */
final class RecordedLog implements Log {
  record Line(
      Severity severity, String message, Map<String, ?> fields, @Nullable Throwable thrown) {}

  final List<Line> lines = new ArrayList<>();

  @Override
  public void write(
      Severity severity, String message, Map<String, ?> fields, @Nullable Throwable thrown) {
    lines.add(new Line(severity, message, fields, thrown));
  }
}
