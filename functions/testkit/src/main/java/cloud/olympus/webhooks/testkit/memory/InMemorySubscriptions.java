package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Routes;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Subscriptions in memory; its routes are never old. */
public final class InMemorySubscriptions implements Subscriptions {

  private final Map<LaneKey, Subscription> byKey = new HashMap<>();
  private final Map<LaneKey, Flag> flags = new HashMap<>();

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
    flags.remove(key);
    return true;
  }

  @Override
  public synchronized Page<Subscription> list(String tenantId, @Nullable String cursor, int limit) {
    return Position.page(
        of(tenantId).toList(), s -> new Position(s.createdAt(), s.id()), cursor, limit);
  }

  @Override
  public synchronized Routes routes(String tenantId, @Nullable String locationId) {
    var subscriptions =
        of(tenantId)
            .filter(s -> s.covers(locationId))
            .sorted((one, other) -> one.id().compareTo(other.id()))
            .toList();
    Map<String, Flag> flagged = new HashMap<>();
    flags.forEach(
        (endpoint, flag) -> {
          if (endpoint.tenantId().equals(tenantId)) {
            flagged.put(endpoint.webhookId(), flag);
          }
        });
    return new Routes(subscriptions, flagged);
  }

  @Override
  public synchronized void flag(LaneKey endpoint, @Nullable Flag flag) {
    if (flag == null) {
      flags.remove(endpoint);
    } else if (byKey.containsKey(endpoint)) {
      flags.put(endpoint, flag);
    }
  }

  private Stream<Subscription> of(String tenantId) {
    return byKey.values().stream().filter(s -> s.tenantId().equals(tenantId));
  }
}
