package cloud.olympus.webhooks.catalogue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON document (RFC 6901).
 *
 * @param text such as {@code /order/id}; empty for the whole document
 */
public record JsonPointer(String text) {

  /**
   * @throws IllegalArgumentException where the text is neither empty nor begins with a slash
   */
  public JsonPointer {
    if (!text.isEmpty() && !text.startsWith("/")) {
      throw new IllegalArgumentException("No JSON pointer: " + text);
    }
  }

  /** What is there; empty where the document has no such place. */
  public Optional<JsonElement> find(JsonElement document) {
    @Nullable JsonElement at = document;
    int end = 0;
    while (end < text.length() && at != null) {
      int slash = text.indexOf('/', end + 1);
      int next = slash < 0 ? text.length() : slash;
      // In this order: ~01 means ~1.
      String token = text.substring(end + 1, next).replace("~1", "/").replace("~0", "~");
      at = member(at, token);
      end = next;
    }
    return Optional.ofNullable(at);
  }

  private static @Nullable JsonElement member(JsonElement parent, String token) {
    if (parent instanceof JsonObject object) {
      return object.get(token);
    }
    if (parent instanceof JsonArray array && token.matches("0|[1-9][0-9]{0,8}")) {
      int index = Integer.parseInt(token);
      return index < array.size() ? array.get(index) : null;
    }
    return null;
  }
}
