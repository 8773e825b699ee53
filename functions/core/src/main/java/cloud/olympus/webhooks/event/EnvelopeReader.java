package cloud.olympus.webhooks.event;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the envelope of the seed from bytes that anybody may have sent. Strict RFC 8259; never
 * throws on bad input; names every wrong field at once. Thread-safe.
 */
public final class EnvelopeReader {

  /**
   * Ids of events, tenants and locations; no full stop, which would make signed texts ambiguous.
   */
  public static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  /**
   * Full-stop delimited words (Standard Webhooks 1.0, "Event types"); some of Stripe's hold
   * brackets.
   */
  public static final Pattern TYPE =
      Pattern.compile("[A-Za-z0-9_\\[\\]-]+(\\.[A-Za-z0-9_\\[\\]-]+)*");

  private static final Pattern SOURCE = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
  private static final int MAX_TYPE = 128;
  private static final int MAX_TEXT = Event.MAX_TEXT;
  private static final Set<String> TEXTS =
      Set.of(
          "id",
          "type",
          "tenant_id",
          "location_id",
          "timestamp",
          "source",
          "ordering_key",
          "subject_ref",
          "traceparent");

  private EnvelopeReader() {}

  /** Whether {@link #ID} matches, at a tenth of its cost: asked several times for each event. */
  private static boolean isId(String text) {
    return text.length() <= 128 && isWord(text, 0, text.length(), "_-");
  }

  /** Whether {@link #TYPE} matches, likewise. */
  private static boolean isType(String text) {
    int start = 0;
    for (int stop = text.indexOf('.'); stop >= 0; stop = text.indexOf('.', start)) {
      if (!isWord(text, start, stop, "_-[]")) {
        return false;
      }
      start = stop + 1;
    }
    return isWord(text, start, text.length(), "_-[]");
  }

  /** Whether a part that is not empty holds nothing but ASCII letters, digits and these. */
  private static boolean isWord(String text, int from, int to, String others) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && others.indexOf(c) < 0) {
        return false;
      }
    }
    return to > from;
  }

  /** Reads one envelope of at most {@link Event#MAX_BYTES} bytes of UTF-8. */
  public static Reading read(byte[] bytes) {
    return read(bytes, Map.of());
  }

  /**
   * As {@link #read(byte[])}, where some text fields may be left out.
   *
   * @param absent what a field that is left out stands for, by its name
   */
  public static Reading read(byte[] bytes, Map<String, Supplier<String>> absent) {
    if (bytes.length > Event.MAX_BYTES) {
      return malformed("too_large", "", "larger than 256 KiB");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return malformed("not_utf8", "", "not UTF-8");
    }
    var draft = new Draft();
    try (var json = JsonText.reader(text)) {
      if (json.peek() != JsonToken.BEGIN_OBJECT) {
        return malformed("not_an_object", "", "not a JSON object");
      }
      draft.readFrom(json);
      JsonText.expectEnd(json);
    } catch (JsonText.Refused e) {
      return malformed(e.reason(), e.path(), e.getMessage());
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      return malformed("not_json", "", JsonText.notJson(e));
    }
    draft.fill(absent);
    return draft.finish();
  }

  private static Reading.Malformed malformed(String reason, String field, String message) {
    return new Reading.Malformed(
        reason, List.of(new Violation(field, reason, message)), null, null);
  }

  /** Collects the fields and what is wrong with them. */
  private static final class Draft {
    private final Map<String, String> texts = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private @Nullable String data;
    private boolean test;

    void readFrom(JsonReader json) throws IOException {
      var names = new JsonText.Names();
      json.beginObject();
      while (json.hasNext()) {
        String name = names.next(json, "");
        if (json.peek() == JsonToken.NULL) {
          json.nextNull();
        } else if (TEXTS.contains(name)) {
          readText(json, name);
        } else if (name.equals("data")) {
          if (json.peek() == JsonToken.BEGIN_OBJECT) {
            data = JsonText.minify(json, "data");
          } else {
            wrongType(name, "an object");
            JsonText.minify(json, name);
          }
        } else if (name.equals("test")) {
          if (json.peek() == JsonToken.BOOLEAN) {
            test = json.nextBoolean();
          } else {
            wrongType(name, "true or false");
            JsonText.minify(json, name);
          }
        } else {
          unknown.add(name);
          JsonText.minify(json, name);
        }
      }
      json.endObject();
    }

    private void readText(JsonReader json, String name) throws IOException {
      if (json.peek() == JsonToken.STRING) {
        texts.put(name, json.nextString());
      } else {
        wrongType(name, "a string");
        JsonText.minify(json, name);
      }
    }

    void fill(Map<String, Supplier<String>> absent) {
      for (var field : absent.entrySet()) {
        if (!texts.containsKey(field.getKey())
            && violations.stream().noneMatch(v -> v.field().equals(field.getKey()))) {
          texts.put(field.getKey(), field.getValue().get());
        }
      }
    }

    private void wrongType(String field, String expected) {
      violations.add(new Violation(field, "wrong_type", "must be " + expected));
    }

    Reading finish() {
      String id = required("id", EnvelopeReader::isId, 128, "must be 1 to 128 of A-Z a-z 0-9 _ -");
      String type =
          required(
              "type",
              EnvelopeReader::isType,
              MAX_TYPE,
              "must be words of A-Z a-z 0-9 _ with full stops between");
      String tenantId =
          required("tenant_id", EnvelopeReader::isId, 128, "must be 1 to 128 of A-Z a-z 0-9 _ -");
      String timestamp = required("timestamp", null, 64, "");
      if (timestamp != null && !isRfc3339(timestamp)) {
        violations.add(
            new Violation(
                "timestamp",
                "invalid",
                "must be a time in RFC 3339 with its offset, such as 2026-02-19T15:30:00Z"));
      }
      String locationId =
          optional("location_id", EnvelopeReader::isId, 128, "must be 1 to 128 of A-Z a-z 0-9 _ -");
      String source =
          optional("source", SOURCE.asMatchPredicate(), 64, "must be a lower-case word");
      String orderingKey = optional("ordering_key", null, MAX_TEXT, "");
      String subjectRef = optional("subject_ref", null, MAX_TEXT, "");
      String traceparent = optional("traceparent", null, MAX_TEXT, "");
      if (data == null && violations.stream().noneMatch(v -> v.field().equals("data"))) {
        violations.add(new Violation("data", "missing", "is required"));
      }
      if (id == null
          || type == null
          || tenantId == null
          || timestamp == null
          || data == null
          || !violations.isEmpty()) {
        return new Reading.Malformed("invalid_field", List.copyOf(violations), tenantId, id);
      }
      return new Reading.Accepted(
          new Event(
              tenantId,
              id,
              type,
              source == null ? Event.DEFAULT_SOURCE : source,
              locationId,
              timestamp,
              data,
              orderingKey,
              subjectRef,
              test,
              traceparent),
          List.copyOf(unknown));
    }

    private @Nullable String required(
        String field, @Nullable Predicate<String> rule, int max, String message) {
      if (!texts.containsKey(field)
          && violations.stream().noneMatch(v -> v.field().equals(field))) {
        violations.add(new Violation(field, "missing", "is required"));
      }
      return optional(field, rule, max, message);
    }

    private @Nullable String optional(
        String field, @Nullable Predicate<String> rule, int max, String message) {
      String value = texts.get(field);
      if (value == null) {
        return null;
      }
      if (value.isEmpty() || value.length() > max) {
        violations.add(new Violation(field, "invalid", "must have 1 to " + max + " characters"));
        return null;
      }
      if (rule != null && !rule.test(value)) {
        violations.add(new Violation(field, "invalid", message));
        return null;
      }
      return value;
    }

    private static boolean isRfc3339(String text) {
      if (isPlainUtc(text)) {
        return true;
      }
      try {
        OffsetDateTime.parse(text);
        return true;
      } catch (DateTimeException e) {
        return false;
      }
    }

    /**
     * The usual spelling, {@code 2026-02-19T15:30:00Z}, of a day that every month has: at a
     * twentieth of the cost of parsing it.
     */
    private static boolean isPlainUtc(String text) {
      return text.length() == 20
          && text.charAt(4) == '-'
          && text.charAt(7) == '-'
          && text.charAt(10) == 'T'
          && text.charAt(13) == ':'
          && text.charAt(16) == ':'
          && text.charAt(19) == 'Z'
          && isWithin(text, 0, 99)
          && isWithin(text, 2, 99)
          && isWithin(text, 5, 12)
          && text.charAt(6) + text.charAt(5) > '0' + '0'
          && isWithin(text, 8, 28)
          && text.charAt(9) + text.charAt(8) > '0' + '0'
          && isWithin(text, 11, 23)
          && isWithin(text, 14, 59)
          && isWithin(text, 17, 59);
    }

    /** Whether there are two digits that make a number up to {@code most}. */
    private static boolean isWithin(String text, int at, int most) {
      int tens = text.charAt(at) - '0';
      int ones = text.charAt(at + 1) - '0';
      return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && tens * 10 + ones <= most;
    }
  }
}
