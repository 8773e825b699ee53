package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes in an event's row: a line each, fields with commas between. None of them can hold
 * either.
 */
final class SummaryText {

  private SummaryText() {}

  static String write(List<DeliverySummary> summaries) {
    var text = new StringBuilder(summaries.size() * 80);
    for (var summary : summaries) {
      text.append(summary.webhookId()).append(',');
      text.append(summary.state().code()).append(',');
      text.append(summary.attempts()).append(',');
      text.append(summary.status()).append(',');
      text.append(summary.failure() == null ? "" : summary.failure()).append(',');
      text.append(summary.tookMillis()).append(',');
      text.append(summary.dueAt() == null ? "" : summary.dueAt().toEpochMilli()).append(',');
      text.append(summary.updatedAt().toEpochMilli()).append('\n');
    }
    return text.toString();
  }

  static List<DeliverySummary> read(String text) {
    List<DeliverySummary> summaries = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      summaries.add(line(text.substring(start, end).split(",", -1)));
      start = end + 1;
    }
    return summaries;
  }

  private static DeliverySummary line(String[] fields) {
    return new DeliverySummary(
        fields[0],
        DeliveryState.ofCode(fields[1]).orElseThrow(),
        Integer.parseInt(fields[2]),
        Integer.parseInt(fields[3]),
        fields[4].isEmpty() ? null : fields[4],
        Long.parseLong(fields[5]),
        instant(fields[6]),
        Instant.ofEpochMilli(Long.parseLong(fields[7])));
  }

  private static @Nullable Instant instant(String millis) {
    return millis.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(millis));
  }
}
