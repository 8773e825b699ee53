package cloud.olympus.webhooks.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A public key of Ed25519 (RFC 8032): 32 bytes, written {@code whpk_} and base64 (Standard Webhooks
 * 1.0). Immutable and thread-safe.
 */
public final class VerifyingKey {

  private static final String PREFIX = "whpk_";
  private static final int LENGTH = 32;

  /** What RFC 8410 puts before the 32 bytes; a point of the curve is not asked for. */
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private final byte[] bytes;

  private VerifyingKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The public part of a pair that the JDK made. */
  static VerifyingKey of(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return new VerifyingKey(Arrays.copyOfRange(encoded, encoded.length - LENGTH, encoded.length));
  }

  /** Reads the written form; empty where prefix, base64 or length are wrong. */
  public static Optional<VerifyingKey> parse(String text) {
    return WrittenKey.read(text, PREFIX, LENGTH, LENGTH).map(VerifyingKey::new);
  }

  /** Whether a signature over {@code head} and then {@code body} is by the pair of this key. */
  public boolean verifies(byte[] head, byte[] body, byte[] signature) {
    try {
      byte[] encoded = Arrays.copyOf(X509, X509.length + LENGTH);
      System.arraycopy(bytes, 0, encoded, X509.length, LENGTH);
      var verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
      verifier.update(head);
      verifier.update(body);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      // not even the form of a signature
      return false;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has Ed25519", e);
    }
  }

  /** The key itself. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The written form. */
  @Override
  public String toString() {
    return WrittenKey.write(PREFIX, bytes);
  }
}
