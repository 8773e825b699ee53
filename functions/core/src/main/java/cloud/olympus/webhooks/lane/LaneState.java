package cloud.olympus.webhooks.lane;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a lane stands. The health of its endpoint will stand here too, since a lane is written at
 * most once a second.
 *
 * @param epoch of the latest holder, 0 where there was none
 * @param leasedUntil end of the present lease, null where it is free
 * @param nextWake the earliest wake noted, null where nothing is to do
 */
public record LaneState(
    LaneKey lane, long epoch, @Nullable Instant leasedUntil, @Nullable Instant nextWake) {}
