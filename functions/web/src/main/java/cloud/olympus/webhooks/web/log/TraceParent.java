package cloud.olympus.webhooks.web.log;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code traceparent} of W3C Trace Context.
 *
 * @param traceId 32 lower-case hex digits, not all zero
 * @param parentId 16 lower-case hex digits, not all zero
 * @param flags 0 to 255; bit 0 says that the caller records the trace
 */
public record TraceParent(String traceId, String parentId, int flags) {
  /** Versions after 00 may append fields, which a reader of version 00 ignores. */
  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_PARENT = "0".repeat(16);

  public TraceParent {
    if (!traceId.matches("[0-9a-f]{32}")
        || !parentId.matches("[0-9a-f]{16}")
        || traceId.equals(NO_TRACE)
        || parentId.equals(NO_PARENT)
        || flags < 0
        || flags > 255) {
      throw new IllegalArgumentException("not a trace parent");
    }
  }

  /** Reads the header's value; empty if it is malformed, which must not fail a request. */
  public static Optional<TraceParent> parse(String header) {
    if (header.length() < 55 || header.length() > 512) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(header);
    if (!form.matches()
        || form.group(1).equals("ff")
        || (form.group(1).equals("00") && form.group(5) != null)
        || form.group(2).equals(NO_TRACE)
        || form.group(3).equals(NO_PARENT)) {
      return Optional.empty();
    }
    return Optional.of(
        new TraceParent(form.group(2), form.group(3), HexFormat.fromHexDigits(form.group(4))));
  }

  /** Starts a trace that nobody has asked to record. */
  public static TraceParent start(RandomGenerator random) {
    var hex = HexFormat.of();
    String trace = hex.toHexDigits(nonZero(random)) + hex.toHexDigits(random.nextLong());
    return new TraceParent(trace, hex.toHexDigits(nonZero(random)), 0);
  }

  /** The next step of this trace: what we pass on as the parent of what follows. */
  public TraceParent next(RandomGenerator random) {
    return new TraceParent(traceId, HexFormat.of().toHexDigits(nonZero(random)), flags);
  }

  /** Whether the caller records the trace. */
  public boolean sampled() {
    return (flags & 1) == 1;
  }

  /** The header's value, version 00. */
  @Override
  public String toString() {
    return "00-" + traceId + "-" + parentId + "-" + HexFormat.of().toHexDigits((byte) flags);
  }

  private static long nonZero(RandomGenerator random) {
    long bits = random.nextLong();
    return bits == 0 ? 1 : bits;
  }
}
