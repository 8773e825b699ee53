package cloud.olympus.webhooks.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import cloud.olympus.webhooks.event.JsonText;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.ToNumberPolicy;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Reads what is JSON to everybody: RFC 8259 to the letter, UTF-8 without a byte order mark, each
 * key of an object once, no half of a surrogate pair, at most {@value #DEPTH} levels deep. Numbers
 * keep their text.
 */
public final class StrictJson {
  static final int DEPTH = JsonText.MAX_DEPTH;

  private StrictJson() {}

  /**
   * The object that these bytes are.
   *
   * @throws JsonParseException if they are not one; its message is for {@link
   *     ProblemException#malformedJson}
   */
  public static JsonObject object(byte[] bytes) {
    if (value(bytes) instanceof JsonObject object) {
      return object;
    }
    throw new JsonParseException("not a JSON object");
  }

  /**
   * The value that these bytes are.
   *
   * @throws JsonParseException if they are none; its message is for {@link
   *     ProblemException#malformedJson}
   */
  public static JsonElement value(byte[] bytes) {
    String text = decode(bytes);
    try (JsonReader reader = JsonText.reader(text)) {
      JsonElement value = read(reader, 1);
      JsonText.expectEnd(reader);
      return value;
    } catch (JsonText.Refused e) {
      throw new JsonParseException(e.getMessage(), e);
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new JsonParseException(JsonText.notJson(e), e);
    }
  }

  private static String decode(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new JsonParseException("not UTF-8", e);
    }
  }

  private static JsonElement read(JsonReader reader, int depth) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> readObject(reader, depth);
      case BEGIN_ARRAY -> readArray(reader, depth);
      case STRING -> new JsonPrimitive(reader.nextString());
      case NUMBER -> new JsonPrimitive(ToNumberPolicy.LAZILY_PARSED_NUMBER.readNumber(reader));
      case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
      case NULL -> {
        reader.nextNull();
        yield JsonNull.INSTANCE;
      }
      case END_OBJECT, END_ARRAY, NAME, END_DOCUMENT ->
          throw new IllegalStateException("a reader stands before a value or throws");
    };
  }

  private static JsonObject readObject(JsonReader reader, int depth) throws IOException {
    refuseTooDeep(reader, depth);
    var object = new JsonObject();
    var names = new JsonText.Names();
    reader.beginObject();
    while (reader.hasNext()) {
      object.add(names.next(reader, ""), read(reader, depth + 1));
    }
    reader.endObject();
    return object;
  }

  private static JsonArray readArray(JsonReader reader, int depth) throws IOException {
    refuseTooDeep(reader, depth);
    var array = new JsonArray();
    reader.beginArray();
    while (reader.hasNext()) {
      array.add(read(reader, depth + 1));
    }
    reader.endArray();
    return array;
  }

  private static void refuseTooDeep(JsonReader reader, int depth) throws JsonText.Refused {
    if (depth > DEPTH) {
      throw JsonText.tooDeep(reader);
    }
  }
}
