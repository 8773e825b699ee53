package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.lane.Sweep;
import java.time.Duration;
import java.time.Instant;

/** Calls the sweep each minute, but not where it would find nothing. */
final class Sweeper {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** By then all that was accepted is at rest. */
  private static final Duration REST = Duration.ofDays(365);

  private final World world;
  private Instant nextLook = Instant.MAX;

  Sweeper(World world) {
    this.world = world;
  }

  /** A lane may be due earlier than any was. */
  void arm() {
    lookAt(world.baton.instant().plus(MINUTE));
  }

  private void lookAt(Instant at) {
    if (at.isBefore(nextLook)) {
      nextLook = at;
      world.baton.at(at, () -> look(at));
    }
  }

  private void look(Instant at) {
    if (!at.equals(nextLook)) {
      // It was needed earlier.
      return;
    }
    nextLook = Instant.MAX;
    Instant now = world.baton.instant();
    if (now.isAfter(World.START.plus(REST))) {
      throw new AssertionError("it does not come to rest");
    }
    var next = world.lanes.stale(Instant.MAX, null, 1);
    if (next.isEmpty()) {
      return;
    }
    Instant due = next.getFirst().at().plus(Sweep.GRACE);
    if (due.isBefore(now)) {
      // What a holder was told of long ago is overdue when it parks, but its wake-up is on its way.
      if (world.calm && !world.wakeups.wakes(next.getFirst().lane())) {
        throw new AssertionError("a wake-up is missing: " + next);
      }
      sweep();
    }
    Instant soonest = now.plus(MINUTE);
    lookAt(due.isBefore(soonest) ? soonest : due);
  }

  private void sweep() {
    world.instance().ifPresent(Instance::sweep);
    if (world.chance(20)) {
      world.saw(State.TWO_SWEEPS);
      world.instance().ifPresent(Instance::sweep);
    }
  }
}
