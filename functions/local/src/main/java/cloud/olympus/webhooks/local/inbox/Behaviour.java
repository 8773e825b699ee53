package cloud.olympus.webhooks.local.inbox;

import cloud.olympus.webhooks.web.FieldErrors;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
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

  /** Reads {@code {"status", "retry_after", "delay_ms", "hang"}}; one left out is as at first. */
  static Behaviour read(JsonObject json) {
    var errors = new FieldErrors();
    for (var name : json.keySet()) {
      if (!name.matches("status|retry_after|delay_ms|hang")) {
        errors.add(
            name, "unknown", "An inbox knows status, retry_after, delay_ms and hang, not this.");
      }
    }
    var behaviour =
        new Behaviour(
            (int) number(json, "status", 200, 200, 599, errors),
            retryAfter(json, errors),
            Duration.ofMillis(number(json, "delay_ms", 0, 0, LONGEST_DELAY_MS, errors)),
            hang(json, errors));
    errors.throwIfAny();
    return behaviour;
  }

  /** Seconds, or a date as HTTP writes it. */
  private static @Nullable String retryAfter(JsonObject json, FieldErrors errors) {
    JsonElement value = json.get("retry_after");
    if (value == null || value.isJsonNull()) {
      return null;
    }
    if (value instanceof JsonPrimitive primitive
        && !primitive.isBoolean()
        && primitive.getAsString().matches("[ -~]{1,64}")) {
      return primitive.getAsString();
    }
    errors.add("retry_after", "invalid", "This must be a number of seconds or a date.");
    return null;
  }

  private static boolean hang(JsonObject json, FieldErrors errors) {
    JsonElement value = json.get("hang");
    if (value == null || value.isJsonNull()) {
      return false;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    errors.add("hang", "wrong_type", "This must be true or false.");
    return false;
  }

  private static long number(
      JsonObject json, String name, long fallback, long least, long most, FieldErrors errors) {
    JsonElement value = json.get(name);
    if (value == null || value.isJsonNull()) {
      return fallback;
    }
    if (value instanceof JsonPrimitive primitive
        && primitive.isNumber()
        && primitive.getAsString().matches("\\d{1,6}")) {
      long number = primitive.getAsLong();
      if (number >= least && number <= most) {
        return number;
      }
    }
    errors.add(name, "invalid", "This must be a whole number from " + least + " to " + most + ".");
    return fallback;
  }
}
