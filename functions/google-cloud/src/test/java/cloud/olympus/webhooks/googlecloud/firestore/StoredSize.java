package cloud.olympus.webhooks.googlecloud.firestore;

import com.google.cloud.Timestamp;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a document takes in Firestore together with its index entries, in bytes, by the rules that
 * Google publishes ("Storage size calculations").
 */
final class StoredSize {

  private static final int OVERHEAD = 32;
  private static final int NAME_OVERHEAD = 16;

  private final JsonArray indexes;

  /** With the indexes that Terraform makes. */
  StoredSize(Path indexes) throws IOException {
    this.indexes =
        JsonParser.parseString(Files.readString(indexes))
            .getAsJsonObject()
            .getAsJsonArray("indexes");
  }

  /** Single fields have no index: all are exempt. */
  int of(String collection, String key, Map<String, Object> fields) {
    int name = text(collection) + text(key) + NAME_OVERHEAD;
    int size = name + map(fields) + OVERHEAD;
    for (var index : indexes) {
      var declared = index.getAsJsonObject();
      if (declared.get("collectionGroup").getAsString().equals(collection)) {
        size += entries(name, declared, fields);
      }
    }
    return size;
  }

  /**
   * One entry, or one for each element of the array that is indexed; none where the document lacks
   * a field of the index.
   */
  private static int entries(int name, JsonObject index, Map<String, Object> fields) {
    int entries = 1;
    int size = name + NAME_OVERHEAD + OVERHEAD;
    for (JsonElement field : index.getAsJsonArray("fields")) {
      String path = field.getAsJsonObject().get("fieldPath").getAsString();
      if (!fields.containsKey(path)) {
        return 0;
      }
      var value = fields.get(path);
      if (value instanceof List<?> array) {
        entries = array.size();
        size += array.isEmpty() ? 0 : value(array.getFirst());
      } else {
        size += value(value);
      }
    }
    return entries * size;
  }

  private static int map(Map<?, ?> fields) {
    return fields.entrySet().stream()
        .mapToInt(field -> text(field.getKey().toString()) + value(field.getValue()))
        .sum();
  }

  private static int value(@Nullable Object value) {
    return switch (value) {
      case null -> 1;
      case Boolean _ -> 1;
      case Long _ -> 8;
      case Timestamp _ -> 8;
      case String text -> text(text);
      case List<?> list -> list.stream().mapToInt(StoredSize::value).sum();
      case Map<?, ?> map -> map(map);
      default -> throw new IllegalArgumentException(value.getClass().getName());
    };
  }

  private static int text(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length + 1;
  }
}
