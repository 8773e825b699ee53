package cloud.olympus.webhooks.testkit.engine;

import cloud.olympus.webhooks.lane.EndpointState;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.LaneState;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Lease;
import cloud.olympus.webhooks.lane.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Lanes that count how often one is changed, each of which is one write of its document. */
final class CountedLanes implements Lanes {

  private final Lanes lanes;
  private int writes;

  CountedLanes(Lanes lanes) {
    this.lanes = lanes;
  }

  int writes() {
    return writes;
  }

  @Override
  public Optional<Lease> acquire(LaneKey lane, Instant now, Duration ttl) {
    return counted(lanes.acquire(lane, now, ttl));
  }

  @Override
  public Optional<Lease> renew(Lease lease, Instant now, Duration ttl) {
    return counted(lanes.renew(lease, now, ttl));
  }

  private Optional<Lease> counted(Optional<Lease> lease) {
    writes += lease.isPresent() ? 1 : 0;
    return lease;
  }

  @Override
  public Optional<Wake> park(
      Lease lease, @Nullable Instant next, UnaryOperator<EndpointState> change, Instant now) {
    writes++;
    return lanes.park(lease, next, change, now);
  }

  @Override
  public EndpointState report(LaneKey lane, UnaryOperator<EndpointState> change, Instant now) {
    var before = lanes.state(lane);
    var after = lanes.report(lane, change, now);
    writes += after.equals(before.endpoint()) ? 0 : 1;
    return after;
  }

  @Override
  public Optional<Wake> note(LaneKey lane, Instant at, Instant now) {
    var before = lanes.state(lane);
    var wake = lanes.note(lane, at, now);
    writes += lanes.state(lane).equals(before) ? 0 : 1;
    return wake;
  }

  @Override
  public Duration stay() {
    return lanes.stay();
  }

  @Override
  public LaneState state(LaneKey lane) {
    return lanes.state(lane);
  }

  @Override
  public List<Wake> stale(Instant before, @Nullable Wake after, int limit) {
    return lanes.stale(before, after, limit);
  }
}
