package cloud.olympus.webhooks.event;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Strict JSON that keeps what it reads: number text and key order stay as they were, white space
 * goes. For what travels on the bus; thread-safe.
 */
public final class JsonText {

  /** Deeper than any order, shallower than any stack. */
  public static final int MAX_DEPTH = 64;

  /** How Gson tells a place; what follows may be a part of the text. */
  private static final Pattern PLACE = Pattern.compile(" at line ([0-9]+) column ([0-9]+) path ");

  private JsonText() {}

  /**
   * A reader that takes RFC 8259 and nothing else; half of a surrogate pair, which UTF-8 cannot
   * carry on, is no JSON to it either.
   *
   * @throws Refused where the text starts with a byte order mark, which Gson would skip
   */
  public static JsonReader reader(String text) throws Refused {
    if (text.startsWith("\ufeff")) {
      throw new Refused("not_json", "", "not valid JSON (RFC 8259): begins with a byte order mark");
    }
    var json = new JsonReader(new StringReader(text));
    json.setStrictness(Strictness.STRICT);
    return json;
  }

  /**
   * Copies the next value as text without white space.
   *
   * @throws Refused where it has a key twice or is too deep
   */
  public static String minify(JsonReader json, String path) throws IOException {
    var text = new StringBuilder(1_024);
    copy(json, text, path, 1);
    return text.toString();
  }

  /**
   * Makes sure that nothing follows.
   *
   * @throws Refused where something does
   */
  public static void expectEnd(JsonReader json) throws IOException {
    if (json.peek() != com.google.gson.stream.JsonToken.END_DOCUMENT) {
      throw new Refused("not_json", "", "more than one JSON value" + place(json.toString()));
    }
  }

  /**
   * What to tell of text that a reader could not read to its end: where, and nothing of the text.
   *
   * @param failure what the reader threw
   */
  public static String notJson(Exception failure) {
    return "not valid JSON (RFC 8259)" + place(failure.getMessage());
  }

  /** What to throw of a value that is {@link #MAX_DEPTH} levels deep and goes on. */
  public static Refused tooDeep(JsonReader json) {
    return new Refused(
        "too_deep", "", "nested deeper than " + MAX_DEPTH + " levels" + place(json.toString()));
  }

  private static String place(@Nullable String told) {
    Matcher place = PLACE.matcher(told == null ? "" : told);
    return place.find() ? " at line " + place.group(1) + ", column " + place.group(2) : "";
  }

  private static void copy(JsonReader json, StringBuilder out, String path, int depth)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw tooDeep(json);
    }
    switch (json.peek()) {
      case BEGIN_OBJECT -> {
        var names = new Names();
        json.beginObject();
        char separator = '{';
        while (json.hasNext()) {
          quote(names.next(json, path), out.append(separator));
          copy(json, out.append(':'), path, depth + 1);
          separator = ',';
        }
        json.endObject();
        out.append(separator == '{' ? "{}" : "}");
      }
      case BEGIN_ARRAY -> {
        json.beginArray();
        char separator = '[';
        while (json.hasNext()) {
          copy(json, out.append(separator), path, depth + 1);
          separator = ',';
        }
        json.endArray();
        out.append(separator == '[' ? "[]" : "]");
      }
      case NUMBER -> out.append(json.nextString());
      case STRING -> quote(json.nextString(), out);
      case BOOLEAN -> out.append(json.nextBoolean());
      case NULL -> {
        json.nextNull();
        out.append("null");
      }
      default ->
          throw new Refused("not_json", path, "not valid JSON (RFC 8259)" + place(json.toString()));
    }
  }

  /**
   * Escapes what RFC 8259 section 7 says must be, and no more: text must not grow by being passed
   * on.
   */
  private static void quote(String text, StringBuilder out) {
    out.append('"');
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        out.append(text, plain, i).append('\\');
        plain = i + 1;
        switch (c) {
          case '"', '\\' -> out.append(c);
          case '\n' -> out.append('n');
          case '\r' -> out.append('r');
          case '\t' -> out.append('t');
          case '\b' -> out.append('b');
          case '\f' -> out.append('f');
          default -> out.append("u00").append(HexFormat.of().toHexDigits((byte) c));
        }
      }
    }
    out.append(text, plain, text.length()).append('"');
  }

  /** The names of one object: a second one of the same name would make readers disagree. */
  public static final class Names {
    private final Set<String> seen = new HashSet<>();

    /**
     * The next name.
     *
     * @throws Refused where it was there before
     */
    public String next(JsonReader json, String path) throws IOException {
      String name = json.nextName();
      if (!seen.add(name)) {
        throw new Refused(
            "duplicate_key", path, "an object has the same name twice" + place(json.toString()));
      }
      return name;
    }
  }

  /** Sound JSON perhaps, but nothing that we take. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1;
    private final String reason;
    private final String path;

    Refused(String reason, String path, String message) {
      super(message);
      this.reason = reason;
      this.path = path;
    }

    /** Stable word, such as {@code duplicate_key}. */
    public String reason() {
      return reason;
    }

    /** Where, as far as the caller told. */
    public String path() {
      return path;
    }

    @Override
    public String getMessage() {
      String message = super.getMessage();
      return message == null ? reason : message;
    }
  }
}
