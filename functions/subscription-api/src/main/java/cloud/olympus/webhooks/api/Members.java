package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.web.FieldErrors;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the members of a request's body and notes what is wrong with each; null is absent. */
final class Members {

  private final JsonObject json;
  private final FieldErrors errors;

  Members(JsonObject json, Set<String> known, FieldErrors errors) {
    this.json = json;
    this.errors = errors;
    for (String name : json.keySet()) {
      if (!known.contains(name)) {
        errors.add(name, "unknown", "This field is not known here.");
      }
    }
  }

  boolean has(String name) {
    return json.has(name) && !json.get(name).isJsonNull();
  }

  boolean isEmptyList(String name) {
    return json.get(name) instanceof JsonArray array && array.isEmpty();
  }

  boolean isList(String name) {
    return json.get(name) instanceof JsonArray;
  }

  /** A text that must be there. */
  Optional<String> required(String name, int max) {
    if (!has(name)) {
      errors.add(name, "required", "This field is required.");
    }
    return text(name, max);
  }

  Optional<String> text(String name, int max) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (!(json.get(name) instanceof JsonPrimitive value) || !value.isString()) {
      errors.add(name, "wrong_type", "This must be a string.");
      return Optional.empty();
    }
    if (value.getAsString().length() > max) {
      errors.add(name, "too_long", "This must have at most " + max + " characters.");
      return Optional.empty();
    }
    return Optional.of(value.getAsString());
  }

  /** The texts of a list, empty where it is absent or wrong. */
  List<String> texts(String name, int max) {
    if (!has(name)) {
      return List.of();
    }
    if (!(json.get(name) instanceof JsonArray array)) {
      errors.add(name, "wrong_type", "This must be a list of strings.");
      return List.of();
    }
    if (array.size() > max) {
      errors.add(name, "too_many", "This must have at most " + max + " entries.");
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      JsonElement element = array.get(i);
      if (element instanceof JsonPrimitive value && value.isString()) {
        texts.add(value.getAsString());
      } else {
        errors.add(name + '[' + i + ']', "wrong_type", "This must be a string.");
        return List.of();
      }
    }
    return texts;
  }

  /** The numbers of a list; empty where one of them is wrong, which is noted. */
  Optional<List<Long>> wholeNumbers(String name, long least, long most) {
    List<Long> numbers = new ArrayList<>();
    boolean fine = true;
    for (JsonElement element : json.getAsJsonArray(name)) {
      String path = name + '[' + numbers.size() + ']';
      Optional<Long> number = wholeNumber(path, element, least, most);
      fine &= number.isPresent();
      numbers.add(number.orElse(least));
    }
    return fine ? Optional.of(numbers) : Optional.empty();
  }

  long wholeNumber(String name, long absent, long least, long most) {
    return has(name) ? wholeNumber(name, json.get(name), least, most).orElse(absent) : absent;
  }

  private Optional<Long> wholeNumber(String name, JsonElement element, long least, long most) {
    if (element instanceof JsonPrimitive value && value.isNumber()) {
      try {
        long number = value.getAsBigDecimal().longValueExact();
        if (number >= least && number <= most) {
          return Optional.of(number);
        }
      } catch (ArithmeticException | NumberFormatException e) {
        // Told below: a fraction, or larger than any range here.
      }
      errors.add(
          name, "out_of_range", "This must be a whole number from " + least + " to " + most + ".");
      return Optional.empty();
    }
    errors.add(name, "wrong_type", "This must be a number.");
    return Optional.empty();
  }
}
