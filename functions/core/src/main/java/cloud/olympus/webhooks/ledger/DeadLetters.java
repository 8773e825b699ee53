package cloud.olympus.webhooks.ledger;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.event.Page;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters, kept as long as events. Methods are thread-safe and durable on return, and
 * throw {@link cloud.olympus.webhooks.event.Unavailable} where the store cannot answer.
 */
public interface DeadLetters {

  /** Keeps a letter; one with its id that is there already stays. */
  void store(DeadLetter letter);

  /**
   * Letters, newest first.
   *
   * @param tenantId only this tenant's; null for all, also those without a tenant, which is for
   *     operators
   * @param cursor from the page before, or null
   */
  Page<DeadLetter> list(@Nullable String tenantId, @Nullable String cursor, int limit);
}
