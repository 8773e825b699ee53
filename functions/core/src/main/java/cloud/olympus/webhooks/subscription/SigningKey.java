package cloud.olympus.webhooks.subscription;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A signing secret as it is stored.
 *
 * @param sealed by {@link Vault}, for {@link Subscription#owner()}
 * @param expiresAt when it stops signing, null for the one that stays
 */
public record SigningKey(String sealed, Instant createdAt, @Nullable Instant expiresAt) {

  /** Whether what is sent at this instant carries its signature. */
  public boolean isLive(Instant now) {
    return expiresAt == null || now.isBefore(expiresAt);
  }

  /** The same, ending then, or earlier if it ends earlier already. */
  public SigningKey endingBy(Instant end) {
    return new SigningKey(
        sealed, createdAt, expiresAt == null || end.isBefore(expiresAt) ? end : expiresAt);
  }

  /** The same without an end. */
  public SigningKey staying() {
    return new SigningKey(sealed, createdAt, null);
  }
}
