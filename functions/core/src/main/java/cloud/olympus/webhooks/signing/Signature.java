package cloud.olympus.webhooks.signing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Signatures of Standard Webhooks 1.0, "Signature scheme", over {@code id.timestamp.body}. */
public final class Signature {

  private Signature() {}

  /**
   * The {@code webhook-signature} header: one signature by each, after its scheme and a comma, in
   * their order, with a space between.
   *
   * @param messageId without a full stop
   * @param at of this attempt; whole seconds of it are signed
   * @param body exactly the bytes that are sent
   */
  public static String header(
      String messageId, Instant at, byte[] body, List<? extends Signer> signers) {
    byte[] head = head(messageId, at);
    var header = new StringBuilder();
    for (var signer : signers) {
      header.append(header.isEmpty() ? "" : " ").append(signer.scheme().code()).append(',');
      header.append(Base64.getEncoder().encodeToString(signer.sign(head, body)));
    }
    return header.toString();
  }

  /** What is signed before the body. */
  public static byte[] head(String messageId, Instant at) {
    return (messageId + '.' + at.getEpochSecond() + '.').getBytes(StandardCharsets.US_ASCII);
  }
}
