package cloud.olympus.webhooks.forwarder;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message as Pub/Sub pushes it: {@code
 * {"message":{"data","attributes","messageId"},"subscription"}}. Eventarc sends the same body. Read
 * as it streams by: it is the hot path.
 *
 * @param data decoded
 * @param attributes as the publisher set them
 */
record PushMessage(byte[] data, Map<String, String> attributes) {

  /** Reads a push. */
  static PushMessage read(byte[] body) throws Refused {
    try (var json = new JsonReader(new StringReader(new String(body, StandardCharsets.UTF_8)))) {
      PushMessage message = null;
      json.beginObject();
      while (json.hasNext()) {
        if (json.nextName().equals("message") && json.peek() == JsonToken.BEGIN_OBJECT) {
          message = message(json);
        } else {
          json.skipValue();
        }
      }
      json.endObject();
      if (message == null) {
        throw new Refused("not_a_push", "the push has no message");
      }
      return message;
    } catch (IOException | IllegalStateException | JsonParseException e) {
      throw new Refused("not_a_push", "the push is not the JSON that Pub/Sub sends");
    }
  }

  private static PushMessage message(JsonReader json) throws IOException, Refused {
    String data = null;
    Map<String, String> attributes = new HashMap<>();
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (name.equals("data") && json.peek() == JsonToken.STRING) {
        data = json.nextString();
      } else if (name.equals("attributes") && json.peek() == JsonToken.BEGIN_OBJECT) {
        json.beginObject();
        while (json.hasNext()) {
          attributes.put(json.nextName(), json.nextString());
        }
        json.endObject();
      } else {
        json.skipValue();
      }
    }
    json.endObject();
    return new PushMessage(decode(data), attributes);
  }

  private static byte[] decode(@Nullable String data) throws Refused {
    if (data == null || data.isEmpty()) {
      throw new Refused("no_data", "the message has no data");
    }
    try {
      return Base64.getDecoder().decode(data);
    } catch (IllegalArgumentException e) {
      throw new Refused("bad_base64", "the message's data is not base64");
    }
  }

  Optional<String> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  /** Nothing that a redelivery could mend. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final String reason;
    private final String detail;

    Refused(String reason, String detail) {
      super(detail);
      this.reason = reason;
      this.detail = detail;
    }

    String detail() {
      return detail;
    }

    String reason() {
      return reason;
    }
  }
}
