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
          Sunday, 01-Mar-26 10:02:00 GMT | 120000
          Sunday, 06-Nov-94 08:49:37 GMT | 0
          Sunday, 01-Mar-76 10:00:00 GMT | 1577923200000
          Monday, 01-Mar-77 10:00:00 GMT | 0
          Sun Mar  1 10:02:00 2026      | 120000
          Wed Mar 11 10:00:00 2026      | 864000000
          Sun Nov  6 08:49:37 1994      | 0
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
        "Sun, 01-Mar-26 10:02:00 GMT",
        "Sunday, 1-Mar-26 10:02:00 GMT",
        "Sunday, 01-Mar-26 10:02:00",
        "Sunday, 31-Feb-26 10:02:00 GMT",
        "Sunday, 01-Mrz-26 10:02:00 GMT",
        "Sun Mar 1 10:02:00 2026",
        "Sun Mar 01 10:02 2026",
        "Sun Feb 30 10:02:00 2026",
        "Sun Mar  1 10:02:00 2026 GMT",
        "NaN"
      })
  void nonsenseIsIgnored(String text) {
    assertEquals(Optional.empty(), RetryAfter.parse(text, NOW));
  }
}
