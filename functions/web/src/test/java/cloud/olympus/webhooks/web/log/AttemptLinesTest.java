package cloud.olympus.webhooks.web.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.Phases;
import cloud.olympus.webhooks.delivery.Trip;
import cloud.olympus.webhooks.delivery.Verdict;
import cloud.olympus.webhooks.testkit.Samples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttemptLinesTest {

  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

  private static String line(Trip trip, int status) {
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    var log = new JsonLog(out, InstantSource.fixed(NOW), Severity.INFO, Optional.empty());
    var event = Samples.event("trattoria", "evt_1", "order.created");
    var delivery =
        Delivery.fresh(new DeliveryId("trattoria", "evt_1", "wh_1", 0), event.type(), NOW)
            .after(
                new Attempt(1, NOW, new Answer.Answered(status, Map.of(), "", false, trip)),
                new Verdict.RetryAt(NOW.plusSeconds(5)));
    new AttemptLines(log, false).made(event, delivery);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLineTellsThePhasesTheAddressAndASecondTry() {
    var phases = new Phases(Duration.ofMillis(1), Duration.ofMillis(2), null, Duration.ofMillis(4));

    String line = line(new Trip(Duration.ofMillis(9), "203.0.113.7", phases, 2), 302);

    for (String field :
        new String[] {
          "\"took_ms\":9",
          "\"resolve_ms\":1",
          "\"connect_ms\":2",
          "\"first_byte_ms\":4",
          "\"tries\":2",
          "\"address\":\"203.0.113.7\"",
          "\"http_status\":302",
          "\"failure\":\"redirect\""
        }) {
      assertEquals(1, line.split(field, -1).length - 1, () -> field + " in " + line);
    }
    assertFalse(line.contains("tls_ms"), line);
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    String line = line(Trip.of(Duration.ofMillis(9), null), 500);

    for (String field : new String[] {"resolve_ms", "tries", "address", "failure"}) {
      assertFalse(line.contains(field), line);
    }
  }
}
