package cloud.olympus.webhooks.lane;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a lane stands.
 *
 * @param epoch of the latest holder, 0 where there was none
 * @param leasedUntil end of the present lease, null where it is free
 * @param nextWake the earliest wake noted, null where nothing is to do
 * @param endpoint how its endpoint does
 */
public record LaneState(
    LaneKey lane,
    long epoch,
    @Nullable Instant leasedUntil,
    @Nullable Instant nextWake,
    EndpointState endpoint) {

  /** A lane of a healthy endpoint. */
  public LaneState(
      LaneKey lane, long epoch, @Nullable Instant leasedUntil, @Nullable Instant nextWake) {
    this(lane, epoch, leasedUntil, nextWake, EndpointState.HEALTHY);
  }

  /** A lane that was never used. */
  public static LaneState unused(LaneKey lane) {
    return new LaneState(lane, 0, null, null);
  }
}
