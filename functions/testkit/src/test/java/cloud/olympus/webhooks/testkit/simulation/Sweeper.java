package cloud.olympus.webhooks.testkit.simulation;

import cloud.olympus.webhooks.lane.Sweep;
import java.time.Duration;
import java.time.Instant;

/** Calls the sweep each minute, but not where it would find nothing. */
final class Sweeper {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(20);

  /** By then all that was accepted is at rest. */
  private static final Duration REST = Duration.ofDays(100);

  private final World world;
  private boolean armed;

  Sweeper(World world) {
    this.world = world;
  }

  void arm() {
    if (!armed) {
      armed = true;
      world.baton.after(MINUTE, this::look);
    }
  }

  private void look() {
    armed = false;
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
      sweep();
      due = now.plus(MINUTE);
    }
    armed = true;
    Duration pause = Duration.between(now, due);
    pause = pause.compareTo(MINUTE) < 0 ? MINUTE : pause;
    world.baton.after(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause, this::look);
  }

  private void sweep() {
    world.instance().ifPresent(Instance::sweep);
    if (world.chance(20)) {
      world.saw(State.TWO_SWEEPS);
      world.instance().ifPresent(Instance::sweep);
    }
  }
}
