package cloud.olympus.webhooks.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;

/** A pair of keys of Ed25519 (RFC 8032). Its {@link #toString} tells the public one alone. */
public final class SigningKeyPair implements Signer {

  private static final String ALGORITHM = "Ed25519";

  private final PrivateKey privateKey;
  private final byte[] seed;
  private final VerifyingKey publicKey;

  private SigningKeyPair(PrivateKey privateKey, byte[] seed, VerifyingKey publicKey) {
    this.privateKey = privateKey;
    this.seed = seed;
    this.publicKey = publicKey;
  }

  /** A new one, from the JDK's own randomness: its provider takes no seed. */
  public static SigningKeyPair generate() {
    try {
      var pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
      return new SigningKeyPair(pair.getPrivate(), seed, VerifyingKey.of(pair.getPublic()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has " + ALGORITHM, e);
    }
  }

  /**
   * Of what {@link #seed} and {@link #publicKey} gave.
   *
   * @throws IllegalArgumentException where the seed is not one of 32 bytes
   */
  public static SigningKeyPair of(byte[] seed, VerifyingKey publicKey) {
    try {
      var spec = new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed.clone());
      var key = KeyFactory.getInstance(ALGORITHM).generatePrivate(spec);
      return new SigningKeyPair(key, seed.clone(), publicKey);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no seed of " + ALGORITHM, e);
    }
  }

  /** What receivers verify with. */
  public VerifyingKey publicKey() {
    return publicKey;
  }

  /** The private key: RFC 8032's 32 bytes. */
  public byte[] seed() {
    return seed.clone();
  }

  @Override
  public SignatureScheme scheme() {
    return SignatureScheme.V1A;
  }

  @Override
  public byte[] sign(byte[] head, byte[] body) {
    try {
      var signature = Signature.getInstance(ALGORITHM);
      signature.initSign(privateKey);
      signature.update(head);
      signature.update(body);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return publicKey.toString();
  }
}
