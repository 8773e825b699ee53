package cloud.olympus.webhooks.signing;

/** What signs. Immutable and thread-safe. */
public sealed interface Signer permits SigningSecret, SigningKeyPair {

  /** How. */
  SignatureScheme scheme();

  /** The signature over {@code head} and then {@code body}: 32 bytes of v1, 64 of v1a. */
  byte[] sign(byte[] head, byte[] body);
}
