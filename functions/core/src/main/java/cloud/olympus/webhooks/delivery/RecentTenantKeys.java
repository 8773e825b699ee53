package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.signing.TenantKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys of tenants as they were at most a second ago, as old as routes may be: read once however
 * many ask at the same time. Thread-safe.
 */
final class RecentTenantKeys {

  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final int MOST = 10_000;

  private final TenantKeys keys;
  private final Map<String, Read> reads = new ConcurrentHashMap<>();

  RecentTenantKeys(TenantKeys keys) {
    this.keys = keys;
  }

  /**
   * The keys of a tenant.
   *
   * @throws Unavailable where they cannot be read, or there are none
   */
  TenantKeySet get(String tenantId, Instant now) {
    if (reads.size() >= MOST) {
      reads.clear();
    }
    var mine = new Read(new CompletableFuture<>(), now);
    var read = reads.compute(tenantId, (_, r) -> r != null && r.isFresh(now) ? r : mine);
    if (read.equals(mine)) {
      read(tenantId, mine);
    }
    try {
      return read.set.join();
    } catch (CompletionException e) {
      throw new Unavailable("the keys of the tenant cannot be read", e);
    }
  }

  private void read(String tenantId, Read mine) {
    try {
      mine.set.complete(
          keys.find(TenantKeySet.handle(tenantId))
              .orElseThrow(() -> new Unavailable("the tenant has no Ed25519 keys")));
    } catch (RuntimeException | Error e) {
      // No answer for whoever asks next; who asks now must not wait for ever.
      reads.remove(tenantId, mine);
      mine.set.completeExceptionally(e);
    }
  }

  /**
   * Keys that were asked for.
   *
   * @param began before they were read: their age is counted from there
   */
  private record Read(CompletableFuture<TenantKeySet> set, Instant began) {
    boolean isFresh(Instant now) {
      return Duration.between(began, now).abs().compareTo(FRESH) < 0;
    }
  }
}
