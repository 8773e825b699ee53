package cloud.olympus.webhooks.subscription;

import java.util.regex.Pattern;

/**
 * Event types as subscriptions name them: {@code order.created}, {@code order.*} (any depth) or
 * {@code *}.
 */
public final class EventPattern {

  /** What such a name looks like. */
  public static final Pattern SYNTAX =
      Pattern.compile("\\*|[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*(\\.\\*)?");

  private EventPattern() {}

  /** Whether a pattern names a type. */
  public static boolean matches(String pattern, String type) {
    if (pattern.equals("*") || pattern.equals(type)) {
      return true;
    }
    int stem = pattern.length() - 1;
    return pattern.endsWith(".*")
        && type.length() > stem
        && type.regionMatches(0, pattern, 0, stem);
  }
}
