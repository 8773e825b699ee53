package cloud.olympus.webhooks.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTest {

  @Test
  void timesAreWholeMilliseconds() {
    var phases = new Phases(null, null, null, Duration.ofNanos(2_999_999));
    var trip = new Trip(Duration.ofNanos(3_999_999), "203.0.113.7", phases, 2);
    var whole = new Phases(null, null, null, Duration.ofMillis(2));

    assertEquals(
        new Outcome(
            0, "timeout", new Trip(Duration.ofMillis(3), "203.0.113.7", whole, 2), Map.of()),
        Outcome.of(new Answer.Failed(Failure.TIMEOUT, "too late", trip)));
  }

  @Test
  void theLongestHeadersGiveWay() {
    String room = "x".repeat(Outcome.MAX_HEADERS - "server".length() - "date".length() - 1);
    var fits = Map.of("server", room, "date", "1");
    var tooLong = Map.of("server", room + "x", "date", "1");

    assertEquals(fits, kept(fits));
    assertEquals(Map.of("date", "1"), kept(tooLong));
  }

  private static Map<String, String> kept(Map<String, String> headers) {
    return Outcome.of(new Answer.Answered(200, headers, "", Duration.ZERO, null)).headers();
  }
}
