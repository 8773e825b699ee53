package cloud.olympus.webhooks.stripe;

import cloud.olympus.webhooks.event.EnvelopeReader;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes members of a Stripe object for what they are, and null for what they are not. */
final class Members {

  /** No code, message or metadata of Stripe's is longer. */
  private static final int MAX_TEXT = 4096;

  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");

  private Members() {}

  static @Nullable String text(JsonObject object, String name) {
    return object.get(name) instanceof JsonPrimitive value
            && value.isString()
            && value.getAsString().length() <= MAX_TEXT
        ? value.getAsString()
        : null;
  }

  /** A number without fraction and exponent that a long holds. */
  static @Nullable JsonPrimitive integer(JsonObject object, String name) {
    return object.get(name) instanceof JsonPrimitive value
            && value.isNumber()
            && INTEGER.matcher(value.getAsString()).matches()
        ? value
        : null;
  }

  static @Nullable Boolean flag(JsonObject object, String name) {
    if (object.get(name) instanceof JsonPrimitive value && value.isBoolean()) {
      return value.getAsBoolean();
    }
    return null;
  }

  static @Nullable JsonObject object(JsonObject object, String name) {
    return object.get(name) instanceof JsonObject value ? value : null;
  }

  /** The id of another object, which Stripe gives bare or, where it was expanded, in the object. */
  static @Nullable String reference(JsonObject object, String name) {
    JsonObject expanded = object(object, name);
    String id = expanded == null ? text(object, name) : text(expanded, "id");
    return id != null && EnvelopeReader.ID.matcher(id).matches() ? id : null;
  }

  /** Removes every member of this name, however deep. */
  static void removeAll(JsonElement tree, String name) {
    if (tree instanceof JsonObject object) {
      object.remove(name);
      object.asMap().values().forEach(member -> removeAll(member, name));
    } else if (tree instanceof JsonArray array) {
      array.forEach(item -> removeAll(item, name));
    }
  }

  static boolean absent(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value == null || value.isJsonNull();
  }
}
