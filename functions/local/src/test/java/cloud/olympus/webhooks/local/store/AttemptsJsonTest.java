package cloud.olympus.webhooks.local.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttemptsJsonTest {

  /**
   * As release 0.1.0 wrote them before phases were known; and so it writes where there are none.
   */
  private static final String BEFORE =
      """
      [{"number":1,"at":1771515000000,"took_ms":42,"address":"203.0.113.7","status":500,\
      "headers":{"retry-after":"7"},"body":"no"},\
      {"number":2,"at":1771515005000,"took_ms":15000,"failure":"timeout","detail":"too late"}]""";

  private static final List<Attempt> ATTEMPTS =
      List.of(
          new Attempt(
              1,
              Instant.ofEpochSecond(1_771_515_000),
              new Answer.Answered(
                  500, Map.of("retry-after", "7"), "no", Duration.ofMillis(42), "203.0.113.7")),
          new Attempt(
              2,
              Instant.ofEpochSecond(1_771_515_005),
              new Answer.Failed(Failure.TIMEOUT, "too late", Duration.ofSeconds(15), null)));

  @Test
  void attemptsWithoutPhasesAreReadAndWrittenAsBefore() {
    assertEquals(ATTEMPTS, AttemptsJson.read(BEFORE));
    assertEquals(BEFORE, AttemptsJson.write(ATTEMPTS));
  }
}
