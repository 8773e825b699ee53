package cloud.olympus.webhooks.catalogue;

import java.util.regex.Pattern;

/**
 * The name of an event type, or a wildcard over names: {@code *} is all of them, and a last segment
 * {@code *} stands for one or more segments, so {@code order.*} takes {@code order.created} and
 * {@code order.refund.created} but not {@code order}. Letters match in their own case only.
 */
public record TypePattern(String text) {

  /** In characters; also the bound that keeps the check of the shape cheap. */
  public static final int MAX_LENGTH = 128;

  private static final String ALL = "*";
  // Stripe's v2 names hold brackets: v2.core.account[configuration.customer].updated
  private static final String SEGMENT = "[A-Za-z0-9_\\[\\]-]+";
  private static final Pattern SHAPE =
      Pattern.compile("\\*|" + SEGMENT + "(?:\\." + SEGMENT + ")*(?:\\.\\*)?");

  /**
   * @throws IllegalArgumentException if the text is not {@linkplain #isWellFormed well-formed}
   */
  public TypePattern {
    if (!isWellFormed(text)) {
      throw new IllegalArgumentException("Neither an event type nor a pattern of types");
    }
  }

  /** Whether the text can be a pattern; says nothing about whether any type matches it. */
  public static boolean isWellFormed(String text) {
    return text.length() <= MAX_LENGTH && SHAPE.matcher(text).matches();
  }

  public boolean isWildcard() {
    return text.endsWith(ALL);
  }

  /** Whether the pattern takes an event of this type, known to the catalogue or not. */
  public boolean matches(String type) {
    return matches(text, type);
  }

  /** Whether a pattern that was found well-formed before takes an event of this type. */
  public static boolean matches(String pattern, String type) {
    if (!pattern.endsWith(ALL)) {
      return pattern.equals(type);
    }
    int prefix = pattern.length() - ALL.length();
    return type.length() > prefix && type.regionMatches(0, pattern, 0, prefix);
  }
}
