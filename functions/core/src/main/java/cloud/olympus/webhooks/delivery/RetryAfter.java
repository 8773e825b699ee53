package cloud.olympus.webhooks.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The {@code Retry-After} header (RFC 9110 section 10.2.3), with the three forms of a date of its
 * section 5.6.7, and the fractions of a second that some servers send.
 */
public final class RetryAfter {

  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  /** {@code Sunday, 06-Nov-94 08:49:37 GMT}: a year up to 50 years ahead, else one that is past. */
  private static final Pattern RFC_850 =
      Pattern.compile(
          "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\\d\\d)-([A-Z][a-z]{2})-(\\d\\d) (\\S{8}) GMT");

  /** {@code Sun Nov 6 08:49:37 1994}. */
  private static final Pattern ASCTIME =
      Pattern.compile(
          "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ( \\d|\\d\\d) (\\S{8}) (\\d{4})");

  private RetryAfter() {}

  /**
   * How long to wait from {@code now}, never negative; a fraction is rounded up to whole
   * milliseconds. Empty for what is neither seconds nor an HTTP date: nonsense is ignored.
   */
  public static Optional<Duration> parse(String text, Instant now) {
    String value = text.strip();
    if (SECONDS.matcher(value).matches()) {
      return Optional.of(Duration.ofMillis((long) Math.ceil(Double.parseDouble(value) * 1_000)));
    }
    try {
      ZonedDateTime date =
          ZonedDateTime.parse(
              modern(value, now.atOffset(ZoneOffset.UTC).getYear()),
              DateTimeFormatter.RFC_1123_DATE_TIME.withResolverStyle(ResolverStyle.STRICT));
      Duration wait = Duration.between(now, date.toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A date of an obsolete form in the form of today, anything else as it is. */
  private static String modern(String value, int thisYear) {
    var rfc850 = RFC_850.matcher(value);
    if (rfc850.matches()) {
      int earliest = thisYear - 49;
      int year = earliest + Math.floorMod(Integer.parseInt(rfc850.group(3)) - earliest, 100);
      return "%s %s %04d %s GMT".formatted(rfc850.group(1), rfc850.group(2), year, rfc850.group(4));
    }
    var asctime = ASCTIME.matcher(value);
    return asctime.matches() ? asctime.replaceFirst("$2 $1 $4 $3 GMT").strip() : value;
  }
}
