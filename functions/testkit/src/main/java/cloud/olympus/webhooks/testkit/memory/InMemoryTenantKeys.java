package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.signing.TenantKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The keys of tenants in memory. */
public final class InMemoryTenantKeys implements TenantKeys {

  private final Map<String, TenantKeySet> byHandle = new TreeMap<>();

  /** No keys. */
  public InMemoryTenantKeys() {}

  @Override
  public synchronized Optional<TenantKeySet> find(String handle) {
    return Optional.ofNullable(byHandle.get(handle));
  }

  @Override
  public synchronized Optional<TenantKeySet> replace(TenantKeySet changed) {
    var stored = byHandle.getOrDefault(changed.handle(), TenantKeySet.none(changed.tenantId()));
    if (stored.version() != changed.version()) {
      return Optional.empty();
    }
    var next = changed.withVersion(changed.version() + 1);
    byHandle.put(next.handle(), next);
    return Optional.of(next);
  }

  @Override
  public synchronized List<TenantKeySet> first(int limit) {
    return byHandle.values().stream().limit(limit).toList();
  }
}
