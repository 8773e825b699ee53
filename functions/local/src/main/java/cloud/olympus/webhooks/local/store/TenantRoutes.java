package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Routes;
import cloud.olympus.webhooks.subscription.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The subscriptions of a tenant by location: an event looks only at those that may want it. */
final class TenantRoutes {

  private final List<Subscription> everywhere = new ArrayList<>();
  private final Map<String, List<Subscription>> byLocation = new HashMap<>();
  private final Map<String, Flag> flags;

  TenantRoutes(List<Subscription> all, Map<String, Flag> flags) {
    this.flags = Map.copyOf(flags);
    for (var subscription : all) {
      if (subscription.locations().isEmpty()) {
        everywhere.add(subscription);
      }
      for (var location : subscription.locations()) {
        byLocation.computeIfAbsent(location, _ -> new ArrayList<>()).add(subscription);
      }
    }
  }

  Routes at(@Nullable String locationId) {
    var bound = locationId == null ? null : byLocation.get(locationId);
    if (bound == null) {
      return new Routes(everywhere, flags);
    }
    List<Subscription> both = new ArrayList<>(everywhere);
    both.addAll(bound);
    return new Routes(both, flags);
  }
}
