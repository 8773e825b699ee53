package cloud.olympus.webhooks.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Reads what is JSON to everybody: RFC 8259 to the letter, UTF-8 without a byte order mark, each
 * key of an object once, no half of a surrogate pair, at most {@value #DEPTH} levels deep. Numbers
 * keep their text.
 */
public final class StrictJson {
  static final int DEPTH = 64;

  private StrictJson() {}

  /**
   * The object that these bytes are.
   *
   * @throws JsonParseException if they are not one; its message can be shown to the sender
   */
  public static JsonObject object(byte[] bytes) {
    if (value(bytes) instanceof JsonObject object) {
      return object;
    }
    throw new JsonParseException("The JSON is not an object.");
  }

  /**
   * The value that these bytes are.
   *
   * @throws JsonParseException if they are none; its message can be shown to the sender
   */
  public static JsonElement value(byte[] bytes) {
    String text = decode(bytes);
    // Gson skips a byte order mark whatever its strictness.
    if (text.startsWith("\ufeff")) {
      throw new JsonParseException("The JSON starts with a byte order mark.");
    }
    var reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(DEPTH);
    try {
      JsonElement value = read(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonParseException("There is more than one JSON value.");
      }
      return value;
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new JsonParseException("Not valid JSON (RFC 8259), near " + place(reader) + ".", e);
    }
  }

  private static String decode(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new JsonParseException("The JSON is not UTF-8.", e);
    }
  }

  private static JsonElement read(JsonReader reader) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> readObject(reader);
      case BEGIN_ARRAY -> readArray(reader);
      case STRING -> new JsonPrimitive(reader.nextString());
      case NUMBER -> new JsonPrimitive(ToNumberPolicy.LAZILY_PARSED_NUMBER.readNumber(reader));
      case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
      case NULL -> {
        reader.nextNull();
        yield JsonNull.INSTANCE;
      }
      case END_OBJECT, END_ARRAY, NAME, END_DOCUMENT ->
          throw new JsonParseException("Not valid JSON (RFC 8259), near " + place(reader) + ".");
    };
  }

  private static JsonObject readObject(JsonReader reader) throws IOException {
    var object = new JsonObject();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (object.has(name)) {
        throw new JsonParseException("A key stands twice in one object: " + place(reader) + ".");
      }
      object.add(name, read(reader));
    }
    reader.endObject();
    return object;
  }

  private static JsonArray readArray(JsonReader reader) throws IOException {
    var array = new JsonArray();
    reader.beginArray();
    while (reader.hasNext()) {
      array.add(read(reader));
    }
    reader.endArray();
    return array;
  }

  private static String place(JsonReader reader) {
    String path = reader.getPath();
    return path.length() <= 100 ? path : path.substring(0, 100) + "…";
  }
}
