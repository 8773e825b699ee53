package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.Checkup;
import cloud.olympus.webhooks.lane.Drain;
import cloud.olympus.webhooks.lane.HoldReason;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.LaneState;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.subscription.Routes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sees that every delivery that a pass leaves unfinished has a wake-up. Thread-safe. */
final class Leftovers {

  private final Stores stores;
  private final Threads threads;
  private final InstantSource clock;
  private final Duration kept;

  Leftovers(Stores stores, Threads threads, InstantSource clock, Duration kept) {
    this.stores = stores;
    this.threads = threads;
    this.clock = clock;
    this.kept = kept;
  }

  /**
   * Wakes the lanes of what is unfinished, when it is due.
   *
   * @param again whether an earlier pass may have died between noting a wake and scheduling it
   */
  void wake(Event event, List<DeliverySummary> deliveries, Routes routes, boolean again) {
    threads.all(
        deliveries.stream()
            .filter(one -> !one.state().isFinal())
            .<Runnable>map(one -> () -> wake(event, one, routes, again))
            .toList());
  }

  private void wake(Event event, DeliverySummary delivery, Routes routes, boolean again) {
    var lane = new LaneKey(event.tenantId(), delivery.webhookId());
    Instant now = clock.instant();
    boolean flagged = routes.flag(lane.webhookId(), now).isPresent();
    var state = flagged ? stores.lanes().state(lane) : null;
    if (delivery.state() == DeliveryState.PENDING && delivery.dueAt() != null) {
      var due = delivery.dueAt();
      wake(lane, state == null ? due : afterRest(state, due), now, again);
    } else if (delivery.state() == DeliveryState.HELD) {
      wake(lane, lookAfter(lane, state, now), now, again);
    }
    if (state != null && Checkup.knowsOfNoFlag(state, now)) {
      takeFlagAway(lane);
    }
  }

  private void takeFlagAway(LaneKey lane) {
    try {
      stores.subscriptions().flag(lane, null);
    } catch (Unavailable e) {
      // The next event tries again.
    }
  }

  private void wake(LaneKey lane, Instant due, Instant now, boolean again) {
    var noted = stores.lanes().note(lane, due, now);
    if (noted.isPresent()) {
      stores.wakeups().at(noted.get());
    } else if (again) {
      var state = stores.lanes().state(lane);
      Instant next = state.nextWake();
      boolean drained = state.leasedUntil() != null && now.isBefore(state.leasedUntil());
      // A wake-up that finds the lane leased would use up the name of the one its holder schedules.
      if (next != null && !drained) {
        stores.wakeups().at(new Wake(lane, state.epoch(), next));
      }
    }
  }

  /** A lane whose endpoint rests need not wake before. */
  private static Instant afterRest(LaneState state, Instant due) {
    Instant rest = state.endpoint().restUntil();
    return rest != null && rest.isAfter(due) ? rest : due;
  }

  /**
   * When somebody must look after what is held. At once where nothing holds it back any more:
   * whoever enabled the subscription, or closed the circuit, could not see this delivery.
   *
   * @param known where it is known already
   */
  private Instant lookAfter(LaneKey lane, @Nullable LaneState known, Instant now) {
    if (stores.killSwitches().stops(lane.tenantId(), lane.webhookId())) {
      return now.plus(HoldReason.SWITCH_POLL);
    }
    var subscription = stores.subscriptions().get(lane.tenantId(), lane.webhookId());
    if (subscription.isPresent() && !subscription.get().isActive()) {
      return Drain.lookAfter(now, kept, now);
    }
    return afterRest(known == null ? stores.lanes().state(lane) : known, now);
  }
}
