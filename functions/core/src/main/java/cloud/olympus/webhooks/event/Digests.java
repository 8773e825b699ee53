package cloud.olympus.webhooks.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Names derived from content. */
public final class Digests {

  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private Digests() {}

  /** SHA-256 of the text's UTF-8. */
  public static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** The first {@code length} characters of the bytes in Crockford's base 32, lower case. */
  public static String base32(byte[] bytes, int length) {
    var text = new StringBuilder(length);
    long bits = 0;
    int available = 0;
    int next = 0;
    while (text.length() < length) {
      if (available < 5) {
        bits = bits << 8 | (bytes[next++] & 0xff);
        available += 8;
      }
      available -= 5;
      text.append(ALPHABET.charAt((int) (bits >> available) & 31));
    }
    return text.toString();
  }
}
