package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Where endpoints are, which may move, and what may still be sent to where they were. */
final class Urls {

  /** What was on its way when it moved: a minute is more than enough. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(60);

  private final World world;
  private final Map<LaneKey, Instant> moved = new HashMap<>();

  Urls(World world) {
    this.world = world;
  }

  static String first(LaneKey lane) {
    return "https://" + lane.webhookId() + ".example/hook";
  }

  /** Another one for an endpoint that is about to move. */
  String next(Subscription before) {
    moved.put(before.lane(), world.baton.instant());
    return before.url() + '+';
  }

  /** Whether something may be sent there for an endpoint. */
  boolean isOf(LaneKey lane, String url) {
    if (!url.replace("+", "").equals(first(lane))) {
      return false;
    }
    var found = world.subscriptions.get(lane.tenantId(), lane.webhookId());
    Instant since = moved.getOrDefault(lane, Instant.MIN);
    return found.isEmpty()
        || found.get().url().equals(url)
        || since.plus(ON_ITS_WAY).isAfter(world.baton.instant())
        || Objects.requireNonNull(world.baton.call()).isDisturbed();
  }
}
