package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Subscriptions in memory; its routes are never old. */
public final class InMemorySubscriptions implements Subscriptions {

  private final Map<LaneKey, Subscription> byKey = new HashMap<>();

  /** No subscriptions. */
  public InMemorySubscriptions() {}

  @Override
  public synchronized Subscription create(Subscription subscription) {
    var created = subscription.withVersion(1);
    if (byKey.putIfAbsent(created.lane(), created) != null) {
      throw new IllegalStateException("the id is taken: " + created.id());
    }
    return created;
  }

  @Override
  public synchronized Optional<Subscription> get(String tenantId, String id) {
    return Optional.ofNullable(byKey.get(new LaneKey(tenantId, id)));
  }

  @Override
  public synchronized Optional<Subscription> update(Subscription changed) {
    var stored = byKey.get(changed.lane());
    if (stored == null || stored.version() != changed.version()) {
      return Optional.empty();
    }
    var next = changed.withVersion(changed.version() + 1);
    byKey.put(next.lane(), next);
    return Optional.of(next);
  }

  @Override
  public synchronized boolean delete(String tenantId, String id, @Nullable Long version) {
    var key = new LaneKey(tenantId, id);
    var stored = byKey.get(key);
    if (stored == null || (version != null && stored.version() != version)) {
      return false;
    }
    byKey.remove(key);
    return true;
  }

  @Override
  public synchronized Page<Subscription> list(String tenantId, @Nullable String cursor, int limit) {
    return Position.page(
        of(tenantId).toList(), s -> new Position(s.createdAt(), s.id()), cursor, limit);
  }

  @Override
  public synchronized List<Subscription> routes(String tenantId, @Nullable String locationId) {
    return of(tenantId)
        .filter(s -> s.locations().isEmpty() || isIn(s, locationId))
        .sorted((one, other) -> one.id().compareTo(other.id()))
        .toList();
  }

  private static boolean isIn(Subscription subscription, @Nullable String locationId) {
    return locationId != null && subscription.locations().contains(locationId);
  }

  private Stream<Subscription> of(String tenantId) {
    return byKey.values().stream().filter(s -> s.tenantId().equals(tenantId));
  }
}
