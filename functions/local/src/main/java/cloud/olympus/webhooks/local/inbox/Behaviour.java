package cloud.olympus.webhooks.local.inbox;

import cloud.olympus.webhooks.web.FieldErrors;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an inbox answers.
 *
 * @param status HTTP status
 * @param retryAfter value of the header, null for none
 * @param delay before it answers
 * @param hang never answers, until told otherwise
 */
record Behaviour(int status, @Nullable String retryAfter, Duration delay, boolean hang) {

  static final Behaviour GOOD = new Behaviour(200, null, Duration.ZERO, false);

  private static final long LONGEST_DELAY_MS = 60_000;

  /** Reads {@code {"status", "retry_after", "delay_ms", "hang"}}, each optional. */
  static Behaviour read(JsonObject json) {
    var errors = new FieldErrors();
    for (var name : json.keySet()) {
      if (!name.matches("status|retry_after|delay_ms|hang")) {
        errors.add(name, "unknown", "An inbox has no such behaviour.");
      }
    }
    long status = number(json, "status", 200, 200, 599, errors);
    long delay = number(json, "delay_ms", 0, 0, LONGEST_DELAY_MS, errors);
    JsonElement retryAfter = json.get("retry_after");
    JsonElement hang = json.get("hang");
    errors.throwIfAny();
    return new Behaviour(
        (int) status,
        retryAfter == null ? null : retryAfter.getAsString(),
        Duration.ofMillis(delay),
        hang != null && hang.getAsString().equals("true"));
  }

  private static long number(
      JsonObject json, String name, long fallback, long least, long most, FieldErrors errors) {
    JsonElement value = json.get(name);
    if (value == null) {
      return fallback;
    }
    if (value.isJsonPrimitive() && value.getAsString().matches("\\d{1,6}")) {
      long number = value.getAsLong();
      if (number >= least && number <= most) {
        return number;
      }
    }
    errors.add(
        name, "invalid", name + " must be a whole number from " + least + " to " + most + ".");
    return fallback;
  }
}
