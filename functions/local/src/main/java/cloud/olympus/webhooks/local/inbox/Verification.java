package cloud.olympus.webhooks.local.inbox;

import cloud.olympus.webhooks.signing.Signature;
import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.signing.SigningSecret;
import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.signing.TenantKeys;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.web.Call;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks signatures as a receiver does; the keys come from the subscription that the request names.
 * Of each scheme that it asks for, one signature must be right.
 */
final class Verification {

  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final Subscriptions subscriptions;
  private final Vault vault;
  private final TenantKeys tenantKeys;
  private final InstantSource clock;

  Verification(
      Subscriptions subscriptions, Vault vault, TenantKeys tenantKeys, InstantSource clock) {
    this.subscriptions = subscriptions;
    this.vault = vault;
    this.tenantKeys = tenantKeys;
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
    byte[] head = Signature.head(id.get(), at.get());
    return subscription.get().signatures().stream()
        .allMatch(
            scheme ->
                sent(sent.get(), scheme)
                    .anyMatch(one -> isRight(scheme, subscription.get(), head, call.body(), one)));
  }

  private boolean isRight(
      SignatureScheme scheme, Subscription subscription, byte[] head, byte[] body, byte[] sent) {
    return switch (scheme) {
      case V1 ->
          subscription.keys().stream()
              .map(key -> SigningSecret.of(vault.open(key.sealed(), subscription.owner())))
              .anyMatch(secret -> MessageDigest.isEqual(secret.sign(head, body), sent));
      case V1A ->
          tenantKeys.find(TenantKeySet.handle(subscription.tenantId())).stream()
              .flatMap(set -> set.keys().stream())
              .anyMatch(key -> key.publicKey().verifies(head, body, sent));
    };
  }

  /** The signatures of a scheme. */
  private static Stream<byte[]> sent(String header, SignatureScheme scheme) {
    String prefix = scheme.code() + ',';
    return Stream.of(header.split(" ", -1))
        .filter(one -> one.startsWith(prefix))
        .flatMap(one -> bytes(one.substring(prefix.length())).stream());
  }

  private static Optional<byte[]> bytes(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> seconds(String text) {
    try {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
