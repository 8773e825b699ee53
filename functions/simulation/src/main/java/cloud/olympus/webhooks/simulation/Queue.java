package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.lane.Wakeups;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Wake-ups that come late, twice or not at all; never of a name that was there before. One that
 * fails comes again.
 */
final class Queue implements Wakeups {

  private final World world;
  private final Set<Name> names = new HashSet<>();
  private final Map<LaneKey, Integer> onTheirWay = new HashMap<>();

  Queue(World world) {
    this.world = world;
  }

  private record Name(LaneKey lane, long epoch, long second) {}

  @Override
  public void at(Wake wake) {
    var call = world.baton.call();
    if (call != null && call.isSweep() && wake.at().isAfter(world.baton.instant())) {
      throw new AssertionError("overdue, but woken later: " + wake);
    }
    if (!names.add(new Name(wake.lane(), wake.epoch(), wake.at().getEpochSecond()))) {
      return;
    }
    if (world.mishap(3)) {
      world.saw(State.WAKE_UP_LOST);
      return;
    }
    schedule(wake);
    if (world.mishap(3)) {
      world.saw(State.WAKE_UP_DOUBLED);
      schedule(wake);
    }
  }

  private void schedule(Wake wake) {
    Instant now = world.baton.instant();
    Instant at = wake.at().isAfter(now) ? wake.at() : now;
    onTheirWay.merge(wake.lane(), 1, Integer::sum);
    world.baton.at(
        at.plus(world.seconds(0, 2)),
        () -> {
          onTheirWay.merge(wake.lane(), -1, Integer::sum);
          call(wake.lane(), false);
        });
  }

  /** Whether a wake-up was asked for by who held the lane in an epoch. */
  boolean isAsked(LaneKey lane, long epoch) {
    return names.stream().anyMatch(one -> one.epoch == epoch && one.lane.equals(lane));
  }

  /** Whether a lane will be woken. */
  boolean wakes(LaneKey lane) {
    return onTheirWay.getOrDefault(lane, 0) > 0;
  }

  private void call(LaneKey lane, boolean again) {
    world
        .instance()
        .ifPresentOrElse(
            instance -> instance.wake(lane, again, () -> again(lane)), () -> again(lane));
  }

  private void again(LaneKey lane) {
    world.baton.after(world.seconds(1, 60), () -> call(lane, true));
  }
}
