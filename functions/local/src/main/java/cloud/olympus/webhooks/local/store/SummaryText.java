package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.delivery.Outcome;
import cloud.olympus.webhooks.delivery.Trip;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes in an event's row: a line each, fields with commas between. None of them can hold
 * either, but the last, which is JSON and may hold commas: how the last attempt went.
 */
final class SummaryText {

  private static final int FIELDS = 9;

  /** What an outcome takes is kept free for it: a row that grows moves others to another page. */
  private static final String ROOM = " ".repeat(160);

  private SummaryText() {}

  static String write(List<DeliverySummary> summaries) {
    var text = new StringBuilder(summaries.size() * 240);
    for (var summary : summaries) {
      var last = summary.last();
      text.append(summary.webhookId()).append(',');
      text.append(summary.state().code()).append(',');
      text.append(summary.attempts()).append(',');
      text.append(last == null ? 0 : last.status()).append(',');
      text.append(last == null || last.failure() == null ? "" : last.failure()).append(',');
      text.append(last == null ? 0 : last.trip().took().toMillis()).append(',');
      text.append(summary.dueAt() == null ? "" : summary.dueAt().toEpochMilli()).append(',');
      text.append(summary.updatedAt().toEpochMilli()).append(',');
      text.append(last == null ? ROOM : json(last)).append('\n');
    }
    return text.toString();
  }

  private static JsonObject json(Outcome outcome) {
    var json = new JsonObject();
    AttemptsJson.write(json, outcome.trip());
    AttemptsJson.write(json, outcome.headers());
    return json;
  }

  static List<DeliverySummary> read(String text) {
    List<DeliverySummary> summaries = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      summaries.add(line(text.substring(start, end).split(",", FIELDS)));
      start = end + 1;
    }
    return summaries;
  }

  private static DeliverySummary line(String[] fields) {
    int attempts = Integer.parseInt(fields[2]);
    return new DeliverySummary(
        fields[0],
        DeliveryState.ofCode(fields[1]).orElseThrow(),
        attempts,
        attempts == 0 ? null : outcome(fields),
        instant(fields[6]),
        Instant.ofEpochMilli(Long.parseLong(fields[7])));
  }

  private static Outcome outcome(String[] fields) {
    int status = Integer.parseInt(fields[3]);
    String failure = fields[4].isEmpty() ? null : fields[4];
    var took = Duration.ofMillis(Long.parseLong(fields[5]));
    if (fields.length < FIELDS) {
      // Written by an earlier release.
      return new Outcome(status, failure, Trip.of(took, null), Map.of());
    }
    var json = JsonParser.parseString(fields[8]).getAsJsonObject();
    return new Outcome(status, failure, AttemptsJson.trip(json, took), AttemptsJson.headers(json));
  }

  private static @Nullable Instant instant(String millis) {
    return millis.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(millis));
  }
}
