package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.delivery.Skip;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventKey;
import cloud.olympus.webhooks.event.Recorded;
import cloud.olympus.webhooks.lane.HoldReason;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Lease;
import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.KillSwitches;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sees by what the store answers which states are reached. */
final class Observer {

  private final World world;
  private final Set<EventKey> claimed = new HashSet<>();
  private final Map<LaneKey, Lease> leases = new HashMap<>();
  private final Set<DeliveryId> held = new HashSet<>();

  /** Endpoints that have rested, and those whose circuit was open, at some time. */
  final Set<LaneKey> rested = new HashSet<>();

  final Set<LaneKey> opened = new HashSet<>();

  /** Until when those with an open circuit rest, and since when it is so. */
  private final Map<LaneKey, @Nullable Instant> rests = new HashMap<>();

  final Map<LaneKey, Instant> restsSince = new HashMap<>();

  /** When each kill switch came on: whoever put it may have stood still since he began to. */
  private final Map<KillSwitches.Scope, Instant> stoppedSince = new HashMap<>();

  /** Since when it is known, and told, of an endpoint that it fails. */
  final Map<LaneKey, Instant> failingSince = new HashMap<>();

  Observer(World world) {
    this.world = world;
  }

  /** Since when a kill switch is on. */
  Instant since(KillSwitches.Switch on) {
    return stoppedSince.getOrDefault(on.scope(), on.since());
  }

  /** A method of a port has answered. */
  void answered(String method, Object @Nullable [] arguments, @Nullable Object result) {
    var given = Objects.requireNonNullElse(arguments, new Object[0]);
    switch (method) {
      case "claim" -> claimed((Event) given[0], (Claim) Objects.requireNonNull(result));
      case "record" -> recorded((List<?>) given[1], (Recorded) Objects.requireNonNull(result));
      case "acquire" -> acquired((Optional<?>) Objects.requireNonNull(result));
      case "renew" -> {
        var lease = (Lease) given[0];
        if (world.calm) {
          world.punctuality.renewed(leases.getOrDefault(lease.lane(), lease));
        }
        var longer = (Optional<?>) Objects.requireNonNull(result);
        if (longer.isEmpty()) {
          world.sawTrouble(State.LEASE_LOST);
        } else {
          leases.put(lease.lane(), (Lease) longer.get());
        }
      }
      case "park" -> {
        var lease = (Lease) given[0];
        leases.computeIfPresent(
            lease.lane(), (_, held) -> held.epoch() == lease.epoch() ? null : held);
        reported(lease.lane());
        world.punctuality.parked(call(), lease.lane(), (Instant) given[1]);
      }
      case "flag" -> {
        if (world.calm) {
          world.punctuality.flagged((LaneKey) given[0], (Flag) given[1]);
        }
      }
      case "put" -> {
        if (given[0] instanceof KillSwitches.Switch on) {
          stoppedSince.put(on.scope(), world.baton.instant());
        }
      }
      case "note" -> {
        world.watchLanes();
        noted((LaneKey) given[0], (Instant) given[1]);
      }
      case "report" -> reported((LaneKey) given[0]);
      case "first" -> {
        var first = (Optional<?>) Objects.requireNonNull(result);
        if (first.isPresent()
            && !((Delivery) first.get()).id().equals(((Delivery) given[0]).id())) {
          world.saw(State.PUT_BEHIND);
          world.punctuality.worked(call());
        }
      }
      case "finish" -> {
        if ((Boolean) Objects.requireNonNull(result)) {
          finished((Delivery) given[0]);
        } else if ((Long) given[1] == 0) {
          // A pass, to whose slow endpoint the lane has seen meanwhile.
          world.saw(State.WRITER_FENCED);
        } else {
          world.sawTrouble(State.WRITER_FENCED);
        }
      }
      case "move" -> {
        if ((Integer) Objects.requireNonNull(result) > 0) {
          world.punctuality.worked(call());
          moved((DeliveryState) given[1], (DeliveryState) given[2]);
        }
      }
      default -> {}
    }
  }

  /** What is paused from the start need not be looked after at once. */
  private void noted(LaneKey lane, Instant wake) {
    boolean paused = world.operators.changed.contains(lane) && !world.operators.isActive(lane);
    if (world.calm && call().isDirect() && paused && !wake.isAfter(world.baton.instant())) {
      throw new AssertionError("paused, but woken at once: " + lane);
    }
  }

  /** Whose method of a port it was. */
  private Call call() {
    return Objects.requireNonNull(world.baton.call());
  }

  private void claimed(Event event, Claim claim) {
    switch (claim) {
      case Claim.Mine _ -> {
        world.punctuality.claimed(event);
        if (!claimed.add(event.key())) {
          world.sawTrouble(State.CLAIM_TAKEN_OVER);
        }
      }
      case Claim.Busy _ -> world.saw(State.CLAIM_BUSY);
      case Claim.Done _ -> world.saw(State.CLAIM_DONE);
      case Claim.Conflict _ -> world.saw(State.CONFLICT);
    }
  }

  private static void checkSummary(Delivery delivery) {
    var summary = delivery.summary();
    var last = delivery.lastAttempt().map(Attempt::answer).orElse(null);
    var kept = summary.last();
    if ((last == null) != (kept == null)) {
      throw new AssertionError("no attempt, or none kept: " + delivery);
    }
    if (kept == null) {
      return;
    }
    if (last instanceof Answer.Failed && kept.failure() == null) {
      throw new AssertionError("a failure without a name: " + delivery);
    }
    if (last instanceof Answer.Answered answer
        && (kept.status() != answer.status()
            || kept.trip().took().toMillis() != answer.took().toMillis()
            || !kept.headers().equals(answer.headers()))) {
      throw new AssertionError("another answer: " + summary);
    }
  }

  private void recorded(List<?> outcomes, Recorded recorded) {
    if (!recorded.owned()) {
      world.sawTrouble(State.RECORD_BY_A_LOSER);
    }
    for (var outcome : outcomes) {
      var delivery = (Delivery) outcome;
      checkSummary(delivery);
      checkEnd(delivery);
      state(delivery.state());
      if (delivery.state() == DeliveryState.HELD) {
        held.add(delivery.id());
        reason(delivery.reason());
      }
      if (delivery.attempts().isEmpty()
          && delivery.state() == DeliveryState.PENDING
          && delivery.dueAt().isAfter(world.baton.instant())) {
        world.saw(State.HANDED_OVER_WHILE_SLOW);
      }
    }
  }

  private void acquired(Optional<?> lease) {
    world.watchLanes();
    if (lease.isPresent()) {
      var taken = (Lease) lease.get();
      call().hold();
      world.punctuality.acquired(call());
      if (leases.put(taken.lane(), taken) != null) {
        world.sawTrouble(State.LANE_TAKEN_OVER);
      }
    }
  }

  private void reported(LaneKey lane) {
    var endpoint = world.lanes.state(lane).endpoint();
    if (world.calm) {
      new Rests(world, lane, endpoint).check();
    }
    if (endpoint.told() && !endpoint.open() && endpoint.recoveredAt() == null) {
      failingSince.putIfAbsent(lane, world.baton.instant());
    } else {
      failingSince.remove(lane);
    }
    if (endpoint.restUntil() != null) {
      rested.add(lane);
      world.saw(State.RESTED);
    }
    if (endpoint.open()) {
      world.saw(State.CIRCUIT_OPENED);
      if (endpoint.strikes() == Rests.FEW) {
        world.saw(State.OPENED_AFTER_FIVE);
      }
      if (endpoint.probes() > 0) {
        world.saw(State.PROBE_FAILED);
      }
      if (!Objects.equals(rests.put(lane, endpoint.restUntil()), endpoint.restUntil())) {
        restsSince.put(lane, world.baton.instant());
      }
      opened.add(lane);
    } else {
      rests.remove(lane);
      restsSince.remove(lane);
    }
  }

  private void finished(Delivery after) {
    if (world.calm) {
      after.lastAttempt().ifPresent(last -> world.traffic.checkProbe(after.id(), last));
    }
    world.punctuality.worked(call());
    if (after.reason() == null
        && held.remove(after.id())
        && after.state() == DeliveryState.DELIVERED) {
      world.saw(State.DRAINED_AFTER_HOLD);
    }
    if (Delivery.HOLDS_KEY.equals(after.reason()) && after.state() == DeliveryState.HELD) {
      if (!world.order.holdsKey(after.id())) {
        throw new AssertionError("it need not hold its key: " + after);
      }
      world.saw(State.KEY_HELD);
    }
    if (Skip.REASON.equals(after.reason())) {
      world.saw(State.SKIPPED);
      world.order.skippedSince.putIfAbsent(after.id(), world.baton.instant());
    }
    checkEnd(after);
    state(after.state());
  }

  /** Where nothing goes wrong nothing is put off. */
  private void checkEnd(Delivery after) {
    if (world.calm && after.state() == DeliveryState.PENDING) {
      boolean gone = after.lastAttempt().filter(Attempt::foundGone).isPresent();
      if (gone || RetrySchedule.STANDARD.isUsedUp(after)) {
        throw new AssertionError("it goes on, though it has ended: " + after);
      }
    }
  }

  private void moved(DeliveryState from, DeliveryState to) {
    if (from != to && to == DeliveryState.CANCELLED) {
      world.saw(State.DELETED_WITH_DELIVERIES);
    }
    state(to);
  }

  private void reason(@Nullable String reason) {
    if (HoldReason.CIRCUIT_OPEN.equals(reason)) {
      world.saw(State.HELD_BY_CIRCUIT);
    } else if (HoldReason.KILL_SWITCH.equals(reason)) {
      world.saw(State.HELD_BY_SWITCH);
    }
  }

  private void state(DeliveryState state) {
    switch (state) {
      case HELD -> world.saw(State.HELD);
      case DELIVERED -> world.saw(State.DELIVERED);
      case EXHAUSTED -> world.saw(State.EXHAUSTED);
      case EXPIRED -> world.saw(State.EXPIRED);
      case CANCELLED -> world.saw(State.CANCELLED);
      case PENDING -> {}
    }
  }
}
