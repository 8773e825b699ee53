package cloud.olympus.webhooks.signing;

import java.util.Base64;
import java.util.Optional;

/** How Standard Webhooks 1.0 writes keys: a prefix that tells the kind, and base64. */
final class WrittenKey {

  private WrittenKey() {}

  /** The bytes; empty where prefix, base64 or length are wrong. */
  static Optional<byte[]> read(String text, String prefix, int least, int most) {
    if (!text.startsWith(prefix)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text.substring(prefix.length()));
      return bytes.length < least || bytes.length > most ? Optional.empty() : Optional.of(bytes);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static String write(String prefix, byte[] bytes) {
    return prefix + Base64.getEncoder().encodeToString(bytes);
  }
}
