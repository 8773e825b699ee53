package cloud.olympus.webhooks.payment;

import java.time.Instant;
import java.util.Optional;

/**
 * Whose a payment was when it was first seen: a dispute that comes months later carries other
 * metadata. Kept 400 days. Methods are thread-safe and durable on return, and throw {@link
 * cloud.olympus.webhooks.event.Unavailable} where the store cannot answer.
 */
public interface PaymentOwners {

  /** The owner of a payment such as {@code pi_3MtwBwLkdIwHu7ix28a3tqPa}. */
  Optional<Owner> find(String paymentId);

  /** Remembers the owner unless one is remembered: the first writer wins. */
  void remember(String paymentId, Owner owner, Instant now);
}
