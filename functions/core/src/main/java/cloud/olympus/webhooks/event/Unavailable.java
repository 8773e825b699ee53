package cloud.olympus.webhooks.event;

/**
 * A port cannot answer now: its store is full, frozen or out of reach. Whoever asked must not count
 * on the change, and may ask again; where the change was made all the same, asking again finds it.
 */
public final class Unavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A short reason for operators, and its cause. */
  public Unavailable(String message, Throwable cause) {
    super(message, cause);
  }

  /** A short reason for operators. */
  public Unavailable(String message) {
    super(message);
  }
}
