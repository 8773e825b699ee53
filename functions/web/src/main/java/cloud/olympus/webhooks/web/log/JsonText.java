package cloud.olympus.webhooks.web.log;

import com.google.gson.JsonElement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Appends values to a line as JSON. Written by hand: it runs for every delivery attempt. */
final class JsonText {
  private static final String HEX = "0123456789abcdef";
  private static final int MAX_DEPTH = 8;

  private JsonText() {}

  static void appendValue(StringBuilder line, @Nullable Object value) {
    appendValue(line, value, 0);
  }

  private static void appendValue(StringBuilder line, @Nullable Object value, int depth) {
    switch (value) {
      case null -> line.append("null");
      case String text -> appendString(line, Masking.isSecretValue(text) ? Masking.MASK : text);
      case Boolean flag -> line.append(flag.booleanValue());
      case Integer number -> line.append(number.intValue());
      case Long number -> line.append(number.longValue());
      case Double number when Double.isFinite(number) -> line.append(number.doubleValue());
      case JsonElement json -> line.append(json);
      case Map<?, ?> map when depth < MAX_DEPTH -> appendMap(line, map, depth + 1);
      case Iterable<?> list when depth < MAX_DEPTH && !(value instanceof java.nio.file.Path) ->
          appendList(line, list, depth + 1);
      default -> appendString(line, String.valueOf(value));
    }
  }

  private static void appendMap(StringBuilder line, Map<?, ?> map, int depth) {
    line.append('{');
    String comma = "";
    for (var entry : map.entrySet()) {
      line.append(comma);
      String name = String.valueOf(entry.getKey());
      appendString(line, name);
      line.append(':');
      appendValue(line, Masking.isSecretName(name) ? Masking.MASK : entry.getValue(), depth);
      comma = ",";
    }
    line.append('}');
  }

  private static void appendList(StringBuilder line, Iterable<?> list, int depth) {
    line.append('[');
    String comma = "";
    for (Object element : list) {
      line.append(comma);
      appendValue(line, element, depth);
      comma = ",";
    }
    line.append(']');
  }

  static void appendString(StringBuilder line, String text) {
    line.append('"');
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // The separators end a line for JavaScript and for some log readers.
      if (c < ' ' || c == '"' || c == '\\' || c == 0x7f || c == '\u2028' || c == '\u2029') {
        line.append(text, plain, i);
        appendEscape(line, c);
        plain = i + 1;
      }
    }
    line.append(text, plain, text.length()).append('"');
  }

  private static void appendEscape(StringBuilder line, char c) {
    switch (c) {
      case '"', '\\' -> line.append('\\').append(c);
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default ->
          line.append("\\u")
              .append(HEX.charAt(c >> 12))
              .append(HEX.charAt(c >> 8 & 15))
              .append(HEX.charAt(c >> 4 & 15))
              .append(HEX.charAt(c & 15));
    }
  }
}
