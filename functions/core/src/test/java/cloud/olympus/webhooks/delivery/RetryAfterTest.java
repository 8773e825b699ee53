package cloud.olympus.webhooks.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0                             | 0
          120                           | 120000
          ' 7 '                         | 7000
          1.5                           | 1500
          0.0001                        | 1
          999999999                     | 999999999000
          Sun, 01 Mar 2026 10:02:00 GMT | 120000
          Sun, 01 Mar 2026 09:00:00 GMT | 0
          Sun, 01 Mar 2026 10:00:00 GMT | 0
          """)
  void secondsAndDatesAreUnderstood(String text, long millis) {
    assertEquals(Optional.of(Duration.ofMillis(millis)), RetryAfter.parse(text, NOW));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+1",
        "1e3",
        "1,5",
        ".5",
        "5.",
        "soon",
        "12345678901234567890",
        "١٢",
        "2026-03-01T10:02:00Z",
        "Sun, 31 Feb 2026 10:00:00 GMT",
        "120 seconds",
        "NaN"
      })
  void nonsenseIsIgnored(String text) {
    assertEquals(Optional.empty(), RetryAfter.parse(text, NOW));
  }
}
