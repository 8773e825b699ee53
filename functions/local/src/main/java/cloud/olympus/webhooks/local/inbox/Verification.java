package cloud.olympus.webhooks.local.inbox;

import static java.nio.charset.StandardCharsets.US_ASCII;

import cloud.olympus.webhooks.signing.Signature;
import cloud.olympus.webhooks.signing.SigningSecret;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.web.Call;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Checks a signature as a receiver does; the secret comes from the subscription that the request
 * names.
 */
final class Verification {

  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final Subscriptions subscriptions;
  private final Vault vault;
  private final InstantSource clock;

  Verification(Subscriptions subscriptions, Vault vault, InstantSource clock) {
    this.subscriptions = subscriptions;
    this.vault = vault;
    this.clock = clock;
  }

  boolean isRight(Call call) {
    Optional<Subscription> subscription =
        call.header("Olympus-Tenant")
            .flatMap(
                tenant ->
                    call.header("Olympus-Subscription")
                        .flatMap(id -> subscriptions.get(tenant, id)));
    Optional<String> id = call.header("webhook-id");
    Optional<Instant> at = call.header("webhook-timestamp").flatMap(Verification::seconds);
    Optional<String> sent = call.header("webhook-signature");
    if (subscription.isEmpty() || id.isEmpty() || at.isEmpty() || sent.isEmpty()) {
      return false;
    }
    if (Duration.between(at.get(), clock.instant()).abs().compareTo(TOLERANCE) > 0) {
      return false;
    }
    return subscription.get().keys().stream()
        .map(key -> SigningSecret.of(vault.open(key.sealed(), subscription.get().owner())))
        .map(secret -> Signature.header(id.get(), at.get(), call.body(), List.of(secret)))
        .anyMatch(expected -> contains(sent.get(), expected));
  }

  private static boolean contains(String sent, String expected) {
    for (var one : sent.split(" ", -1)) {
      if (MessageDigest.isEqual(one.getBytes(US_ASCII), expected.getBytes(US_ASCII))) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Instant> seconds(String text) {
    try {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
