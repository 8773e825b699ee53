package cloud.olympus.webhooks.signing;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's pair of Ed25519 keys as it is stored.
 *
 * @param sealed the private key, by the vault, for {@link TenantKeySet#owner()}
 * @param expiresAt when it stops signing, null for the one that stays
 */
public record TenantKey(
    VerifyingKey publicKey, String sealed, Instant createdAt, @Nullable Instant expiresAt) {

  /** A request may be verified so long after it was signed: from a queue, say. */
  private static final Duration READ_LATE = Duration.ofHours(1);

  /** Whether what is sent at this instant carries its signature. */
  public boolean isLive(Instant now) {
    return expiresAt == null || now.isBefore(expiresAt);
  }

  /** Whether receivers are told of it: while it signs, and for an hour after. */
  public boolean isPublished(Instant now) {
    return expiresAt == null || now.isBefore(expiresAt.plus(READ_LATE));
  }

  /** The same, ending then, or earlier if it ends earlier already. */
  TenantKey endingBy(Instant end) {
    return new TenantKey(
        publicKey,
        sealed,
        createdAt,
        expiresAt == null || end.isBefore(expiresAt) ? end : expiresAt);
  }
}
