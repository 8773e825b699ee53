package cloud.olympus.webhooks.lane;

import java.time.Instant;

/**
 * A wish to have a lane drained.
 *
 * @param epoch of the lane when the wish was noted: part of the wake-up's name, since a queue
 *     remembers the names of what ran
 * @param at not before
 */
public record Wake(LaneKey lane, long epoch, Instant at) {}
