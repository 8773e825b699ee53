package cloud.olympus.webhooks.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Symmetric signatures of Standard Webhooks 1.0, "Signature scheme": HMAC-SHA256 over {@code
 * id.timestamp.body}.
 */
public final class Signature {

  private static final String ALGORITHM = "HmacSHA256";

  private Signature() {}

  /**
   * The {@code webhook-signature} header: one {@code v1,} signature for each secret, in their
   * order, with a space between.
   *
   * @param messageId without a full stop
   * @param at of this attempt; whole seconds of it are signed
   * @param body exactly the bytes that are sent
   */
  public static String header(
      String messageId, Instant at, byte[] body, List<SigningSecret> secrets) {
    byte[] head = (messageId + '.' + at.getEpochSecond() + '.').getBytes(StandardCharsets.US_ASCII);
    var header = new StringBuilder();
    for (var secret : secrets) {
      header.append(header.isEmpty() ? "v1," : " v1,");
      header.append(Base64.getEncoder().encodeToString(hmac(secret, head, body)));
    }
    return header.toString();
  }

  private static byte[] hmac(SigningSecret secret, byte[] head, byte[] body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
      mac.update(head);
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has " + ALGORITHM, e);
    }
  }
}
