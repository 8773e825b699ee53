package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.signing.SigningSecret;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.web.FieldErrors;
import java.time.Instant;
import java.util.Optional;

/** Seals and opens the signing secrets of subscriptions. */
final class Secrets {

  /** Longer than any: 64 bytes in base64 and a prefix. */
  private static final int MAX_TEXT = 100;

  private final Vault vault;

  Secrets(Vault vault) {
    this.vault = vault;
  }

  /** The caller's own secret, if it brings one. */
  static Optional<SigningSecret> read(Members members, FieldErrors errors) {
    Optional<String> text = members.text("secret", MAX_TEXT);
    Optional<SigningSecret> secret = text.flatMap(SigningSecret::parse);
    if (text.isPresent() && secret.isEmpty()) {
      errors.add("secret", "invalid", "This must be whsec_ and 24 to 64 bytes in base64.");
    }
    return secret;
  }

  SigningKey seal(SigningSecret secret, String owner, Instant now) {
    return new SigningKey(vault.seal(secret.bytes(), owner), now, null);
  }

  SigningSecret open(SigningKey key, Subscription subscription) {
    return SigningSecret.of(vault.open(key.sealed(), subscription.owner()));
  }

  /** The one that stays. */
  SigningSecret current(Subscription subscription) {
    return open(subscription.keys().getFirst(), subscription);
  }
}
