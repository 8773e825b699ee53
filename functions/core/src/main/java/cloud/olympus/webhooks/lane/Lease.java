package cloud.olympus.webhooks.lane;

import java.time.Instant;

/**
 * The right to drain a lane, for a while.
 *
 * @param epoch grows with every holder; a write with a lower one is stale
 * @param until when it ends unless renewed
 */
public record Lease(LaneKey lane, long epoch, Instant until) {}
