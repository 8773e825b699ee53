package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.signing.SigningSecret;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens the live secrets of subscriptions, remembering the most recently used. Thread-safe. */
final class KeyRing {

  private static final int REMEMBERED = 4_096;

  private final Vault vault;
  private final Map<String, SigningSecret> opened =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, SigningSecret> eldest) {
              return size() > REMEMBERED;
            }
          });

  KeyRing(Vault vault) {
    this.vault = vault;
  }

  /**
   * Newest first. The sealed text, which is unique to its owner, is what they are remembered by.
   */
  List<SigningSecret> live(Subscription subscription, Instant now) {
    var secrets = new ArrayList<SigningSecret>();
    for (var key : subscription.keys()) {
      if (key.isLive(now)) {
        secrets.add(
            opened.computeIfAbsent(
                subscription.owner() + ' ' + key.sealed(),
                _ -> SigningSecret.of(vault.open(key.sealed(), subscription.owner()))));
      }
    }
    return secrets;
  }
}
