package cloud.olympus.webhooks.web.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/** A secret that does not show itself when it is printed. Immutable. */
public final class SecretText {
  private final String value;

  private SecretText(String value) {
    this.value = value;
  }

  /** A secret. */
  public static SecretText of(String value) {
    return new SecretText(value);
  }

  /** The secret itself: for what needs it, never for a log. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretText that
        && MessageDigest.isEqual(value.getBytes(UTF_8), that.value.getBytes(UTF_8));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
