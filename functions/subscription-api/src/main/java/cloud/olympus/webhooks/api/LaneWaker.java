package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.web.log.Fields;
import cloud.olympus.webhooks.web.log.Log;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Wakes the lane of a subscription whose change its unfinished deliveries must see. */
final class LaneWaker {

  private final Lanes lanes;
  private final Wakeups wakeups;
  private final InstantSource clock;
  private final Log log;

  LaneWaker(Lanes lanes, Wakeups wakeups, InstantSource clock, Log log) {
    this.lanes = lanes;
    this.wakeups = wakeups;
    this.clock = clock;
    this.log = log;
  }

  /**
   * Makes a change and wakes the lane after it. The wake is noted before: should the process die in
   * between, the sweep finds it.
   */
  <T> T around(LaneKey lane, Supplier<T> change) {
    Optional<Wake> noted = note(lane);
    T result = change.get();
    try {
      // One noted earlier may have been used up before the change: then this is a new one.
      noted.or(() -> note(lane)).ifPresent(wakeups::at);
    } catch (Unavailable e) {
      log.warning(
          "lane not woken, left to the sweep",
          Map.of(Fields.TENANT_ID, lane.tenantId(), Fields.WEBHOOK_ID, lane.webhookId()),
          e);
    }
    return result;
  }

  private Optional<Wake> note(LaneKey lane) {
    Instant now = clock.instant();
    return lanes.note(lane, now, now);
  }
}
