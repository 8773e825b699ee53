package cloud.olympus.webhooks.subscription;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where an event may go.
 *
 * @param subscriptions those that may want it, of whatever status
 * @param flags by subscription; some may have ended
 */
public record Routes(List<Subscription> subscriptions, Map<String, Flag> flags) {

  public Routes {
    subscriptions = List.copyOf(subscriptions);
    flags = Map.copyOf(flags);
  }

  /** The flag of a subscription that holds at an instant. */
  public Optional<Flag> flag(String webhookId, Instant now) {
    return Optional.ofNullable(flags.get(webhookId)).filter(flag -> flag.holdsAt(now));
  }
}
