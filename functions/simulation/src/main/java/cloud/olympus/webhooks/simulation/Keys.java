package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.delivery.Sender;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.signing.Signature;
import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.signing.SigningKeyPair;
import cloud.olympus.webhooks.signing.SigningSecret;
import cloud.olympus.webhooks.signing.TenantKey;
import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The keys that requests are signed with, and whether each is signed with its own. */
final class Keys {

  private static final String V1A = "v1a,";

  private final World world;
  private final Map<LaneKey, List<Made>> secrets = new HashMap<>();

  private record Made(SigningSecret secret, String sealed) {}

  Keys(World world) {
    this.world = world;
  }

  /** A new secret of an endpoint, as it is stored. */
  SigningKey of(LaneKey lane) {
    var secret = SigningSecret.generate(world.random);
    var owner = Subscription.owner(lane.tenantId(), lane.webhookId());
    String sealed = world.vault.seal(secret.bytes(), owner);
    secrets.computeIfAbsent(lane, _ -> new ArrayList<>()).add(new Made(secret, sealed));
    return new SigningKey(sealed, world.baton.instant(), null);
  }

  /** Whether a request is signed with secrets of an endpoint and keys of its tenant alone. */
  boolean isSigned(LaneKey lane, Sender.Request request) {
    var at =
        Instant.ofEpochSecond(
            Long.parseLong(request.headers().getOrDefault("webhook-timestamp", "")));
    String id = request.headers().getOrDefault("webhook-id", "");
    var own = Signature.header(id, at, request.body(), notExpired(lane, at));
    var signatures = List.of(request.headers().getOrDefault("webhook-signature", "").split(" "));
    var secretly = signatures.stream().filter(one -> !one.startsWith(V1A)).toList();
    return !secretly.isEmpty()
        && List.of(own.split(" ")).containsAll(secretly)
        && isSignedByTenant(lane, request, at, signatures);
  }

  /** All that an endpoint ever had, but those that are known to have ended by then. */
  private List<SigningSecret> notExpired(LaneKey lane, Instant at) {
    var ended = new HashSet<String>();
    world
        .subscriptions
        .get(lane.tenantId(), lane.webhookId())
        .ifPresent(
            subscription ->
                subscription.keys().stream()
                    .filter(key -> !key.isLive(at))
                    .forEach(key -> ended.add(key.sealed())));
    return Objects.requireNonNull(secrets.get(lane)).stream()
        .filter(made -> !ended.contains(made.sealed()))
        .map(Made::secret)
        .toList();
  }

  /**
   * Where it is asked for there are signatures of keys of the tenant that are live, and no other.
   */
  private boolean isSignedByTenant(
      LaneKey lane, Sender.Request request, Instant at, List<String> signatures) {
    var found = world.subscriptions.get(lane.tenantId(), lane.webhookId());
    boolean asked = found.isPresent() && found.get().signatures().contains(SignatureScheme.V1A);
    var set = world.tenantKeys.find(TenantKeySet.handle(lane.tenantId()));
    var openly = signatures.stream().filter(one -> one.startsWith(V1A)).toList();
    if (!asked || set.isEmpty()) {
      return found.isEmpty() || openly.isEmpty();
    }
    world.saw(State.SIGNED_WITH_TWO_KINDS);
    byte[] head = Signature.head(request.headers().getOrDefault("webhook-id", ""), at);
    return !openly.isEmpty()
        && openly.stream()
            .map(one -> Base64.getDecoder().decode(one.substring(V1A.length())))
            .allMatch(
                signature ->
                    set.get().live(at).stream()
                        .anyMatch(
                            key -> key.publicKey().verifies(head, request.body(), signature)));
  }

  /** Another pair of keys for a tenant; those before it sign for a day more. */
  void rotate(String tenant) {
    var pair = SigningKeyPair.generate();
    Instant now = world.baton.instant();
    var sealed = world.vault.seal(pair.seed(), tenant);
    var before =
        world
            .tenantKeys
            .find(TenantKeySet.handle(tenant))
            .orElseGet(() -> TenantKeySet.none(tenant));
    world.tenantKeys.replace(
        before.rotated(
            new TenantKey(pair.publicKey(), sealed, now, null), Duration.ofHours(24), now));
  }
}
