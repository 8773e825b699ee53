package cloud.olympus.webhooks.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Reading;
import cloud.olympus.webhooks.subscription.PayloadFormat;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An envelope: what is accepted is written and read again as the same event, and is strict JSON.
 */
public final class EnvelopeTarget {

  private EnvelopeTarget() {}

  /** The envelope's bytes. */
  public static void fuzzerTestOneInput(byte[] input) {
    switch (EnvelopeReader.read(input)) {
      case Reading.Malformed malformed -> {
        assertFalse(malformed.violations().isEmpty());
        assertFalse(malformed.detail().isEmpty());
      }
      case Reading.Accepted accepted -> survives(accepted.event());
    }
  }

  private static void survives(Event event) {
    byte[] written = Envelope.write(event).getBytes(StandardCharsets.UTF_8);
    var again = assertInstanceOf(Reading.Accepted.class, EnvelopeReader.read(written));
    assertEquals(event, again.event());
    assertEquals(List.of(), again.unknownFields());
    assertEquals(Envelope.digest(event), Envelope.digest(again.event()));
    assertTrue(EnvelopeReader.ID.matcher(event.id()).matches());
    assertTrue(EnvelopeReader.ID.matcher(event.tenantId()).matches());
    assertTrue(EnvelopeReader.TYPE.matcher(event.type()).matches());
    for (var format : PayloadFormat.values()) {
      byte[] body = format.body(event);
      assertTrue(JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).isJsonObject());
    }
  }
}
