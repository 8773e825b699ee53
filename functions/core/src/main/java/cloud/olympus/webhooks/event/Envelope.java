package cloud.olympus.webhooks.event;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form in which an event travels on the bus and is kept: the six fields of the seed and
 * the optional ones.
 */
public final class Envelope {

  private Envelope() {}

  /** One line of JSON that {@link EnvelopeReader} reads back to an equal event. */
  public static String write(Event event) {
    var text = new StringWriter(event.data().length() + 320);
    try (var json = new JsonWriter(text)) {
      json.setHtmlSafe(false);
      json.beginObject();
      json.name("id").value(event.id());
      json.name("type").value(event.type());
      json.name("tenant_id").value(event.tenantId());
      optional(json, "location_id", event.locationId());
      json.name("timestamp").value(event.timestamp());
      json.name("data").jsonValue(event.data());
      if (!event.source().equals(Event.DEFAULT_SOURCE)) {
        json.name("source").value(event.source());
      }
      optional(json, "ordering_key", event.orderingKey());
      optional(json, "subject_ref", event.subjectRef());
      if (event.test()) {
        json.name("test").value(true);
      }
      optional(json, "traceparent", event.traceparent());
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a StringWriter does not fail", e);
    }
    return text.toString();
  }

  /**
   * What makes two events with one id the same event: everything but the trace context, which
   * differs between a producer's retries. White space around JSON tokens does not count.
   */
  public static String digest(Event event) {
    return HexFormat.of()
        .formatHex(
            Digests.sha256(
                String.join(
                    "\n",
                    event.type(),
                    event.source(),
                    orEmpty(event.locationId()),
                    event.timestamp(),
                    orEmpty(event.orderingKey()),
                    orEmpty(event.subjectRef()),
                    event.test() ? "test" : "",
                    event.data())),
            0,
            16);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static void optional(JsonWriter json, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.name(name).value(value);
    }
  }
}
