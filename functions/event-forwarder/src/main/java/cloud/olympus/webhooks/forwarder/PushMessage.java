package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.event.JsonText;
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
record PushMessage(byte[] data, Attributes attributes) {

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
        throw new Refused("not_a_push", "the push has no message", Attributes.NONE);
      }
      return message;
    } catch (IllegalStateException e) {
      throw new Refused("not_a_push", "the push is not of Pub/Sub's form", Attributes.NONE);
    } catch (IOException | JsonParseException e) {
      throw new Refused("not_a_push", "the push is " + JsonText.notJson(e), Attributes.NONE);
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
    var read = new Attributes(attributes);
    return new PushMessage(decode(data, read), read);
  }

  private static byte[] decode(@Nullable String data, Attributes attributes) throws Refused {
    if (data == null || data.isEmpty()) {
      throw new Refused("no_data", "the message has no data", attributes);
    }
    try {
      return Base64.getDecoder().decode(data);
    } catch (IllegalArgumentException e) {
      throw new Refused("bad_base64", "the message's data is not base64", attributes);
    }
  }

  /** What the publisher says of a message beside its data. */
  record Attributes(Map<String, String> values) {

    static final Attributes NONE = new Attributes(Map.of());

    Optional<String> get(String name) {
      return Optional.ofNullable(values.get(name));
    }

    /** Whose it is, as far as the publisher said so; null where that is no id. */
    @Nullable String tenantId() {
      return id("tenant_id");
    }

    /** Likewise, which event it is. */
    @Nullable String eventId() {
      return id("event_id");
    }

    private @Nullable String id(String name) {
      return get(name).filter(EnvelopeReader.ID.asMatchPredicate()).orElse(null);
    }
  }

  /** Nothing that a redelivery could mend. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final String reason;
    private final String detail;
    private final transient Attributes attributes;

    Refused(String reason, String detail, Attributes attributes) {
      super(detail, null, false, false);
      this.reason = reason;
      this.detail = detail;
      this.attributes = attributes;
    }

    String detail() {
      return detail;
    }

    String reason() {
      return reason;
    }

    Attributes attributes() {
      return attributes;
    }
  }
}
