package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.event.Unavailable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Wakes the lane of a subscription whose change its unfinished deliveries must see. Thread-safe.
 */
public final class Waker {

  private final Lanes lanes;
  private final Wakeups wakeups;
  private final InstantSource clock;
  private final BiConsumer<LaneKey, Unavailable> unwoken;

  /**
   * A waker.
   *
   * @param unwoken is told of a lane that could not be woken after a change, and is left to the
   *     sweep
   */
  public Waker(
      Lanes lanes, Wakeups wakeups, InstantSource clock, BiConsumer<LaneKey, Unavailable> unwoken) {
    this.lanes = lanes;
    this.wakeups = wakeups;
    this.clock = clock;
    this.unwoken = unwoken;
  }

  /**
   * Makes a change and wakes the lane after it. The wake is noted before: should the process die in
   * between, the sweep finds it.
   *
   * @throws Unavailable where it cannot be noted; nothing is changed then
   */
  public <T> T around(LaneKey lane, Supplier<T> change) {
    Optional<Wake> noted = note(lane);
    T result = change.get();
    try {
      // One noted earlier may have been used up before the change: then this is a new one.
      noted.or(() -> note(lane)).ifPresent(wakeups::at);
    } catch (Unavailable e) {
      unwoken.accept(lane, e);
    }
    return result;
  }

  private Optional<Wake> note(LaneKey lane) {
    Instant now = clock.instant();
    return lanes.note(lane, now, now);
  }
}
