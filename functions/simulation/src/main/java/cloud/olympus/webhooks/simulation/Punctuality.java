package cloud.olympus.webhooks.simulation;

import static cloud.olympus.webhooks.simulation.Invariants.require;

import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventKey;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Lease;
import cloud.olympus.webhooks.subscription.Flag;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether all goes at once that can, and nothing is done in vain, in a world where nothing goes
 * wrong but at endpoints.
 */
final class Punctuality {

  /** So long a delivery waits at least for a place on the direct road. */
  private static final Duration WAITS = Pass.FOR_A_PLACE.minusMillis(1);

  /** For a wake-up that comes a little late, and some requests before it. */
  private static final Duration SOON = Duration.ofSeconds(5);

  /** What comes meanwhile is due since its pass began, which waits so long for slow endpoints. */
  private static final Duration A_PASS = Fairway.SLOW;

  private static final Duration FOR_A_PERMIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_PROBE = Duration.ofHours(1);
  private static final Duration HALF_OF_A_FLAG = Duration.ofDays(15);

  private final World world;
  private final Map<EventKey, Instant> claimed = new HashMap<>();
  private final Map<LaneKey, Flag> flags = new HashMap<>();
  private final Set<Call> draining = new HashSet<>();
  private int drains;
  private int inVain;

  Punctuality(World world) {
    this.world = world;
  }

  // While it goes on.

  void claimed(Event event) {
    claimed.putIfAbsent(event.key(), world.baton.instant());
  }

  /** A lease is to outlast an attempt, and the waiting for its permit before. */
  void renewed(Lease lease) {
    require(
        !lease.until().isAfter(world.baton.instant().plus(Courier.DEADLINE).plus(FOR_A_PERMIT)),
        () -> "renewed though it holds for long: " + lease);
  }

  /** The flag of an endpoint is set or taken away. */
  void flagged(LaneKey lane, @Nullable Flag flag) {
    Instant now = world.baton.instant();
    var before = flag == null ? flags.remove(lane) : flags.put(lane, flag);
    var call = world.baton.call();
    if (call == null || call.isDirect() || world.operators.healed.contains(lane)) {
      // What failed on the direct road says so without a look at what the flag is.
      return;
    }
    require(
        flag == null || flag.kind() != Flag.Kind.OPEN || world.lanes.state(lane).endpoint().open(),
        () -> "flagged before its state is written: " + lane);
    boolean holds = before != null && before.holdsAt(now);
    if (flag == null) {
      require(holds, () -> "a flag is taken away that is not there: " + lane);
    } else if (before != null && holds && before.kind() == flag.kind()) {
      require(
          before.until().isBefore(flag.until())
              && (flag.kind() == Flag.Kind.OPEN
                  || !before.until().isAfter(now.plus(HALF_OF_A_FLAG))),
          () -> "a flag is set that is there: " + lane + before + flag);
    }
  }

  void acquired(Call call) {
    draining.add(call);
    drains++;
  }

  /** A holder has done something that is worth its time. */
  void worked(Call call) {
    draining.remove(call);
  }

  void parked(Call call, LaneKey lane, @Nullable Instant next) {
    if (draining.remove(call)) {
      inVain++;
      require(
          !world.calm || next == null || !next.isBefore(world.baton.instant().minus(A_PASS)),
          () -> "nothing to do, and at once again: " + lane);
    }
  }

  /** How often a lane was drained, and how often there was nothing to do. */
  record Drains(int all, int inVain) {
    Drains plus(Drains other) {
      return new Drains(all + other.all, inVain + other.inVain);
    }
  }

  Drains drains() {
    return new Drains(drains, inVain);
  }

  // When all is at rest.

  void check() {
    for (var event : world.accepted.values()) {
      var record = world.log.get(event.key());
      record.ifPresent(one -> one.deliveries().forEach(summary -> check(event, summary)));
    }
  }

  private void check(Event event, DeliverySummary summary) {
    var lane = new LaneKey(event.tenantId(), summary.webhookId());
    var id = new DeliveryId(event.tenantId(), event.id(), summary.webhookId(), 0);
    if (world.operators.changed.contains(lane) || world.operators.rules(lane).needLane()) {
      return;
    }
    Instant since = claimed.getOrDefault(event.key(), Instant.MAX);
    if (world.order.isKept(id)) {
      checkTurn(id, since);
      return;
    }
    var trips = world.traffic.to(lane).stream().filter(one -> one.is(id)).toList();
    var kind = world.endpoints.manner(lane).kind();
    if (kind == Manner.Kind.WELL) {
      require(!trips.isEmpty(), () -> "never sent: " + id);
      var first = trips.getFirst();
      Duration after = Duration.between(since, first.at);
      require(after.compareTo(SOON) <= 0, () -> id + " went out only after " + after);
      require(
          first.isDirect() || (wasFull(lane, since) && wasFull(lane, since.plus(WAITS))),
          () -> id + " could have gone the direct road");
    }
    if ((kind == Manner.Kind.DOWN || kind == Manner.Kind.HANGS)
        && world.observer.opened.contains(lane)) {
      checkHealed(id, since);
    }
  }

  /** One in order goes out when it has come and the one before it has ended. */
  private void checkTurn(DeliveryId id, Instant since) {
    if (world.endpoints.manner(id.lane()).kind() == Manner.Kind.WELL) {
      Instant before = world.order.before(id).map(one -> firstTrip(one).end()).orElse(Instant.MIN);
      Instant turn = since.isAfter(before) ? since : before;
      require(
          !firstTrip(id).at.isAfter(turn.plus(SOON)),
          () -> id + " went out at " + firstTrip(id).at + ", its turn was at " + turn);
    }
  }

  private Trip firstTrip(DeliveryId id) {
    return world.traffic.to(id.lane()).stream()
        .filter(one -> one.is(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("never sent: " + id));
  }

  private boolean wasFull(LaneKey lane, Instant at) {
    long direct = underWay(lane, at, at).filter(Trip::isDirect).count();
    // A lane takes its place before it looks for what to send.
    long byLane = underWay(lane, at, at.plus(SOON)).filter(one -> !one.isDirect()).count();
    return direct >= Traffic.DIRECT || (byLane > 0 && direct + byLane >= Traffic.DIRECT);
  }

  /** What had begun at the latest at an instant, and had not ended at another. */
  private Stream<Trip> underWay(LaneKey lane, Instant at, Instant begun) {
    return world.traffic.to(lane).stream()
        .filter(one -> !one.at.isAfter(begun) && !one.end().isBefore(at));
  }

  /** One whose circuit was open gets what it has missed as soon as a probe finds it well. */
  private void checkHealed(DeliveryId id, Instant since) {
    Duration outage = world.endpoints.manner(id.lane()).until();
    Duration pause = outage.compareTo(LONGEST_PROBE) > 0 ? LONGEST_PROBE : outage;
    Instant healed = World.START.plus(outage).plus(pause).plus(SOON);
    Instant latest = (since.isAfter(healed) ? since : healed).plusSeconds(60);
    require(
        world.traffic.to(id.lane()).stream()
            .filter(one -> one.is(id) && one.is(Attempt::succeeded))
            .map(one -> one.at)
            .anyMatch(at -> !at.isAfter(latest)),
        () -> id + " came later than " + latest);
  }
}
