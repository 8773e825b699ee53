package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.signing.Signer;
import cloud.olympus.webhooks.signing.SigningKeyPair;
import cloud.olympus.webhooks.signing.SigningSecret;
import cloud.olympus.webhooks.signing.TenantKeys;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Opens the live keys that sign for a subscription, remembering the most recently used. The keys of
 * a tenant are read only for subscriptions that ask for {@code v1a}. Thread-safe.
 */
public final class KeyRing {

  private static final int REMEMBERED = 4_096;

  private final Vault vault;
  private final RecentTenantKeys tenantKeys;
  private final Map<String, Signer> opened =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Signer> eldest) {
              return size() > REMEMBERED;
            }
          });

  /** With nothing remembered. */
  public KeyRing(Vault vault, TenantKeys tenantKeys) {
    this.vault = vault;
    this.tenantKeys = new RecentTenantKeys(tenantKeys);
  }

  /**
   * What signs a request.
   *
   * @param signers secrets before key pairs, of each the newest first
   * @param keyIds of the key pairs, in the same order
   */
  record Live(List<Signer> signers, List<String> keyIds) {}

  /**
   * What signs for a subscription.
   *
   * @throws Vault.SealBroken where a key does not open
   * @throws Unavailable where the keys of its tenant cannot be read or there are none
   */
  Live live(Subscription subscription, Instant now) {
    List<Signer> signers = new ArrayList<>();
    List<String> keyIds = new ArrayList<>();
    if (subscription.signatures().contains(SignatureScheme.V1)) {
      String owner = subscription.owner();
      for (var key : subscription.liveKeys(now)) {
        signers.add(
            open(owner, key.sealed(), () -> SigningSecret.of(vault.open(key.sealed(), owner))));
      }
    }
    if (subscription.signatures().contains(SignatureScheme.V1A)) {
      var set = tenantKeys.get(subscription.tenantId(), now);
      String owner = set.owner();
      for (var key : set.live(now)) {
        signers.add(
            open(
                owner,
                key.sealed(),
                () -> SigningKeyPair.of(vault.open(key.sealed(), owner), key.publicKey())));
        keyIds.add(set.id(key));
      }
    }
    return new Live(signers, keyIds);
  }

  /** The sealed text, which is unique to its owner, is what a key is remembered by. */
  private Signer open(String owner, String sealed, Supplier<Signer> open) {
    return opened.computeIfAbsent(owner + ' ' + sealed, _ -> open.get());
  }
}
