package cloud.olympus.webhooks.testkit.simulation;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventKey;
import cloud.olympus.webhooks.event.Recorded;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Lease;
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

  Observer(World world) {
    this.world = world;
  }

  /** A method of a port has answered. */
  void answered(String method, Object @Nullable [] arguments, @Nullable Object result) {
    var given = Objects.requireNonNullElse(arguments, new Object[0]);
    switch (method) {
      case "claim" -> claimed((Event) given[0], (Claim) Objects.requireNonNull(result));
      case "record" -> recorded((List<?>) given[1], (Recorded) Objects.requireNonNull(result));
      case "acquire" -> acquired((Optional<?>) Objects.requireNonNull(result));
      case "renew" -> {
        if (((Optional<?>) Objects.requireNonNull(result)).isEmpty()) {
          world.saw(State.LEASE_LOST);
        }
      }
      case "park" -> {
        var lease = (Lease) given[0];
        leases.computeIfPresent(
            lease.lane(), (_, held) -> held.epoch() == lease.epoch() ? null : held);
      }
      case "note" -> world.watchLanes();
      case "finish" -> finished((Delivery) given[0], (Boolean) Objects.requireNonNull(result));
      case "move" -> {
        if ((Integer) Objects.requireNonNull(result) > 0) {
          moved((DeliveryState) given[1], (DeliveryState) given[2]);
        }
      }
      default -> {}
    }
  }

  private void claimed(Event event, Claim claim) {
    switch (claim) {
      case Claim.Mine _ -> {
        if (!claimed.add(event.key())) {
          world.saw(State.CLAIM_TAKEN_OVER);
        }
      }
      case Claim.Busy _ -> world.saw(State.CLAIM_BUSY);
      case Claim.Done _ -> world.saw(State.CLAIM_DONE);
      case Claim.Conflict _ -> world.saw(State.CONFLICT);
    }
  }

  private void recorded(List<?> outcomes, Recorded recorded) {
    if (!recorded.owned()) {
      world.saw(State.RECORD_BY_A_LOSER);
    }
    for (var outcome : outcomes) {
      var delivery = (Delivery) outcome;
      state(delivery.state());
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
      if (leases.put(taken.lane(), taken) != null) {
        world.saw(State.LANE_TAKEN_OVER);
      }
    }
  }

  private void finished(Delivery after, boolean taken) {
    if (taken) {
      state(after.state());
    } else {
      world.saw(State.WRITER_FENCED);
    }
  }

  private void moved(DeliveryState from, DeliveryState to) {
    if (from == DeliveryState.HELD && to == DeliveryState.PENDING) {
      world.saw(State.DRAINED_AFTER_HOLD);
    } else if (to == DeliveryState.CANCELLED) {
      world.saw(State.DELETED_WITH_DELIVERIES);
    }
    state(to);
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
