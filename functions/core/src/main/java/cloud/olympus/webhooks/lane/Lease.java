package cloud.olympus.webhooks.lane;

import java.time.Instant;

/**
 * The right to drain a lane, for a while.
 *
 * @param epoch grows with every holder; a write with a lower one is stale
 * @param until when it ends unless renewed
 * @param endpoint how its endpoint did when the lease was taken or renewed
 */
public record Lease(LaneKey lane, long epoch, Instant until, EndpointState endpoint) {

  /** Of a lane whose endpoint is healthy. */
  public Lease(LaneKey lane, long epoch, Instant until) {
    this(lane, epoch, until, EndpointState.HEALTHY);
  }
}
