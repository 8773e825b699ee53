package cloud.olympus.webhooks.payment;

import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.JsonText;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form in which an unrouted payment travels on the bus. Reading is strict RFC 8259 and
 * never throws on bad input; unknown fields are ignored, as a newer release may write them.
 * Thread-safe.
 */
public final class UnroutedPaymentJson {

  /** The largest form that is read, in bytes. */
  public static final int MAX_BYTES = Event.MAX_BYTES;

  private static final int MAX_TYPE = 128;
  private static final Pattern SOURCE = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
  private static final Pattern CLAIM = Pattern.compile("(?s).{1,512}");
  private static final Set<String> TEXTS =
      Set.of(
          "id",
          "type",
          "source",
          "timestamp",
          "account",
          "payment_id",
          "claimed_tenant_id",
          "claimed_location_id");

  private UnroutedPaymentJson() {}

  /** One line of JSON that {@link #read} reads back to an equal payment. */
  public static String write(UnroutedPayment payment) {
    var text = new StringWriter(payment.data().length() + 320);
    try (var json = new JsonWriter(text)) {
      json.setHtmlSafe(false);
      json.setSerializeNulls(false);
      json.beginObject();
      json.name("id").value(payment.eventId());
      json.name("type").value(payment.type());
      json.name("source").value(payment.source());
      json.name("timestamp").value(payment.timestamp());
      json.name("data").jsonValue(payment.data());
      if (payment.test()) {
        json.name("test").value(true);
      }
      json.name("account").value(payment.account());
      json.name("payment_id").value(payment.paymentId());
      json.name("claimed_tenant_id").value(payment.claimedTenantId());
      json.name("claimed_location_id").value(payment.claimedLocationId());
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a StringWriter does not fail", e);
    }
    return text.toString();
  }

  /** Reads one of at most {@link #MAX_BYTES} bytes of UTF-8. */
  public static UnroutedReading read(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return new UnroutedReading.Malformed("too_large", "larger than 256 KiB");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new UnroutedReading.Malformed("not_utf8", "not UTF-8");
    }
    try (var json = JsonText.reader(text)) {
      if (json.peek() != JsonToken.BEGIN_OBJECT) {
        return new UnroutedReading.Malformed("not_an_object", "not a JSON object");
      }
      var draft = new Draft();
      draft.readFrom(json);
      JsonText.expectEnd(json);
      return new UnroutedReading.Accepted(draft.finish());
    } catch (JsonText.Refused e) {
      return new UnroutedReading.Malformed(e.reason(), e.getMessage());
    } catch (WrongField e) {
      return new UnroutedReading.Malformed("invalid_field", e.detail);
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      return new UnroutedReading.Malformed("not_json", JsonText.notJson(e));
    }
  }

  /** Collects the fields; the first wrong one ends it, since only our own code writes them. */
  private static final class Draft {
    private final Map<String, String> texts = new HashMap<>();
    private @Nullable String data;
    private boolean test;

    void readFrom(JsonReader json) throws IOException, WrongField {
      var names = new JsonText.Names();
      json.beginObject();
      while (json.hasNext()) {
        String name = names.next(json, "");
        if (json.peek() == JsonToken.NULL) {
          json.nextNull();
        } else if (TEXTS.contains(name)) {
          expect(json, JsonToken.STRING, name, "a string");
          texts.put(name, json.nextString());
        } else if (name.equals("data")) {
          expect(json, JsonToken.BEGIN_OBJECT, name, "an object");
          data = JsonText.minify(json, name);
        } else if (name.equals("test")) {
          expect(json, JsonToken.BOOLEAN, name, "true or false");
          test = json.nextBoolean();
        } else {
          JsonText.minify(json, name);
        }
      }
      json.endObject();
    }

    UnroutedPayment finish() throws WrongField {
      if (data == null) {
        throw new WrongField("data is missing");
      }
      String type = required("type", EnvelopeReader.TYPE);
      if (type.length() > MAX_TYPE) {
        throw new WrongField("type is too long");
      }
      return new UnroutedPayment(
          required("id", EnvelopeReader.ID),
          type,
          required("source", SOURCE),
          timestamp(),
          data,
          test,
          optional("account", EnvelopeReader.ID),
          optional("payment_id", EnvelopeReader.ID),
          optional("claimed_tenant_id", CLAIM),
          optional("claimed_location_id", CLAIM));
    }

    private String timestamp() throws WrongField {
      String text = texts.get("timestamp");
      if (text == null) {
        throw new WrongField("timestamp is missing");
      }
      try {
        OffsetDateTime.parse(text);
        return text;
      } catch (DateTimeException e) {
        throw new WrongField("timestamp is not RFC 3339");
      }
    }

    private String required(String field, Pattern pattern) throws WrongField {
      String value = optional(field, pattern);
      if (value == null) {
        throw new WrongField(field + " is missing");
      }
      return value;
    }

    private @Nullable String optional(String field, Pattern pattern) throws WrongField {
      String value = texts.get(field);
      if (value != null && !pattern.matcher(value).matches()) {
        throw new WrongField(field + " is malformed");
      }
      return value;
    }

    private static void expect(JsonReader json, JsonToken token, String field, String expected)
        throws IOException, WrongField {
      if (json.peek() != token) {
        throw new WrongField(field + " is not " + expected);
      }
    }
  }

  private static final class WrongField extends Exception {
    private static final long serialVersionUID = 1;
    private final String detail;

    WrongField(String detail) {
      super(detail);
      this.detail = detail;
    }
  }
}
