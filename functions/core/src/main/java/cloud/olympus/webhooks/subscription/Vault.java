package cloud.olympus.webhooks.subscription;

/** Seals secrets before they are stored. Thread-safe. */
public interface Vault {

  /** Ciphertext, as text, that opens for this owner only. */
  String seal(byte[] secret, String owner);

  /**
   * The secret.
   *
   * @throws SealBroken where it was sealed for another owner, by another key, or was altered
   */
  byte[] open(String sealed, String owner);

  /** What was sealed cannot be opened. */
  final class SealBroken extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the cause, which names no secret. */
    public SealBroken(Throwable cause) {
      super("the secret does not open: wrong owner, wrong key, or altered", cause);
    }
  }
}
