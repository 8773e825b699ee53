package cloud.olympus.webhooks.payment;

import java.util.Optional;

/**
 * To which tenant and location a connected account belongs. Methods are thread-safe and durable on
 * return, and throw {@link cloud.olympus.webhooks.event.Unavailable} where the store cannot answer.
 */
public interface PaymentAccounts {

  /** The owner of an account such as {@code acct_1032D82eZvKYlo2C}. */
  Optional<Owner> find(String account);

  /** Sets or replaces the owner. */
  void put(String account, Owner owner);

  /**
   * Forgets an account.
   *
   * @return false where it was not known
   */
  boolean delete(String account);
}
