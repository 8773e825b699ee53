package cloud.olympus.webhooks.signing;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A symmetric secret of Standard Webhooks 1.0: 24 to 64 bytes, written {@code whsec_} and base64.
 * Its {@link #toString} tells nothing.
 */
public final class SigningSecret implements Signer {

  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "whsec_";
  private static final int MIN = 24;
  private static final int MAX = 64;
  private static final int GENERATED = 32;

  private final byte[] bytes;

  private SigningSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A new one. */
  public static SigningSecret generate(RandomGenerator random) {
    byte[] bytes = new byte[GENERATED];
    random.nextBytes(bytes);
    return new SigningSecret(bytes);
  }

  /** Of raw bytes that {@link #bytes} gave. */
  public static SigningSecret of(byte[] bytes) {
    return new SigningSecret(bytes.clone());
  }

  /** Reads the written form; empty where prefix, base64 or length are wrong. */
  public static Optional<SigningSecret> parse(String text) {
    return WrittenKey.read(text, PREFIX, MIN, MAX).map(SigningSecret::new);
  }

  /** The written form, for its owner's eyes only. */
  public String reveal() {
    return WrittenKey.write(PREFIX, bytes);
  }

  /** The key itself. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public SignatureScheme scheme() {
    return SignatureScheme.V1;
  }

  @Override
  public byte[] sign(byte[] head, byte[] body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(bytes, ALGORITHM));
      mac.update(head);
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has " + ALGORITHM, e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SigningSecret that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return PREFIX + "***";
  }
}
