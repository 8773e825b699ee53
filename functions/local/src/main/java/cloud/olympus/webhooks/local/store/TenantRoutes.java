package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Routes;
import cloud.olympus.webhooks.subscription.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of a tenant by location: an event looks only at those that may want it, and a
 * change touches only what it changes. Thread-safe.
 */
final class TenantRoutes {

  private final Map<String, Set<String>> locationsOf = new HashMap<>();
  private final Map<String, List<Subscription>> byLocation = new HashMap<>();
  private List<Subscription> everywhere;
  private Map<String, Flag> flags;

  TenantRoutes(List<Subscription> all, Map<String, Flag> flags) {
    this.flags = Map.copyOf(flags);
    List<Subscription> unbound = new ArrayList<>();
    for (var subscription : all) {
      locationsOf.put(subscription.id(), subscription.locations());
      if (subscription.locations().isEmpty()) {
        unbound.add(subscription);
      }
      for (var location : subscription.locations()) {
        byLocation.computeIfAbsent(location, _ -> new ArrayList<>(1)).add(subscription);
      }
    }
    this.everywhere = List.copyOf(unbound);
  }

  synchronized Routes at(@Nullable String locationId) {
    var bound = locationId == null ? null : byLocation.get(locationId);
    if (bound == null) {
      return new Routes(everywhere, flags);
    }
    List<Subscription> both = new ArrayList<>(everywhere);
    both.addAll(bound);
    return new Routes(both, flags);
  }

  synchronized void flagged(Map<String, Flag> all) {
    flags = Map.copyOf(all);
  }

  /**
   * A subscription is new, is another, or is gone.
   *
   * @param now as it is, null where it is gone
   */
  synchronized void changed(String id, @Nullable Subscription now) {
    var before = now == null ? locationsOf.remove(id) : locationsOf.put(id, now.locations());
    if (before != null) {
      everywhere = before.isEmpty() ? with(everywhere, id, null) : everywhere;
      for (var location : before) {
        byLocation.computeIfPresent(location, (_, those) -> orNull(with(those, id, null)));
      }
    }
    if (now != null) {
      everywhere = now.locations().isEmpty() ? with(everywhere, id, now) : everywhere;
      for (var location : now.locations()) {
        byLocation.merge(location, List.of(now), (those, _) -> with(those, id, now));
      }
    }
  }

  private static @Nullable List<Subscription> orNull(List<Subscription> those) {
    return those.isEmpty() ? null : those;
  }

  private static List<Subscription> with(
      List<Subscription> those, String id, @Nullable Subscription now) {
    List<Subscription> changed = new ArrayList<>(those.size() + 1);
    for (var one : those) {
      if (!one.id().equals(id)) {
        changed.add(one);
      }
    }
    if (now != null) {
      changed.add(now);
    }
    return List.copyOf(changed);
  }
}
