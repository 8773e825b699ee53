package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.signing.SigningKeyPair;
import cloud.olympus.webhooks.signing.TenantKey;
import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.signing.TenantKeys;
import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.web.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes, rotates and finds the Ed25519 keys of tenants. Thread-safe. */
final class KeyPairs {

  /** The most tenants whose keys are told to whoever names none of them. */
  static final int MOST_TENANTS = 500;

  private static final int TRIES = 10;
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final TenantKeys keys;
  private final Vault vault;
  private final InstantSource clock;
  private @Nullable Overview overview;

  KeyPairs(TenantKeys keys, Vault vault, InstantSource clock) {
    this.keys = keys;
    this.vault = vault;
    this.clock = clock;
  }

  /** Makes the tenant's first pair where these schemes need one. */
  void ensureFor(String tenantId, Set<SignatureScheme> schemes) {
    if (schemes.contains(SignatureScheme.V1A) && of(tenantId).version() == 0) {
      // Where another makes it at the same time, theirs will do.
      store(next(TenantKeySet.none(tenantId), Duration.ZERO, clock.instant()));
    }
  }

  /** A tenant's keys, also where it has none. */
  TenantKeySet of(String tenantId) {
    return keys.find(TenantKeySet.handle(tenantId)).orElseGet(() -> TenantKeySet.none(tenantId));
  }

  /** The keys of the tenant of a handle. */
  Optional<TenantKeySet> find(String handle) {
    return keys.find(handle);
  }

  /**
   * Lets a new pair sign, and the others for the overlap yet.
   *
   * @param check refuses, by what it throws, to change what is there
   */
  TenantKeySet rotate(String tenantId, Duration overlap, Consumer<TenantKeySet> check) {
    for (int i = 0; i < TRIES; i++) {
      TenantKeySet before = of(tenantId);
      check.accept(before);
      Instant now = clock.instant();
      TenantKeySet after = next(before, overlap, now);
      if (after.live(now).size() > SecretsResource.MAX_LIVE) {
        throw ProblemException.conflict(
            "At most "
                + SecretsResource.MAX_LIVE
                + " keys sign at once; wait for one to expire, or rotate with a shorter"
                + " overlap_seconds.");
      }
      Optional<TenantKeySet> stored = store(after);
      if (stored.isPresent()) {
        return stored.get();
      }
    }
    throw ProblemException.conflict("The keys are being changed by others; try again.");
  }

  private TenantKeySet next(TenantKeySet before, Duration overlap, Instant now) {
    var pair = SigningKeyPair.generate();
    String sealed = vault.seal(pair.seed(), before.owner());
    return before.rotated(new TenantKey(pair.publicKey(), sealed, now, null), overlap, now);
  }

  private Optional<TenantKeySet> store(TenantKeySet changed) {
    try {
      return keys.replace(changed);
    } finally {
      forget();
    }
  }

  private synchronized void forget() {
    overview = null;
  }

  /** The keys of all tenants, or of so many; as they were at most ten seconds ago. */
  synchronized List<TenantKeySet> all() {
    Instant now = clock.instant();
    Overview known = overview;
    if (known == null || Duration.between(known.at, now).abs().compareTo(FRESH) >= 0) {
      known = new Overview(keys.first(MOST_TENANTS), now);
      overview = known;
    }
    return known.sets;
  }

  Instant now() {
    return clock.instant();
  }

  private record Overview(List<TenantKeySet> sets, Instant at) {}
}
