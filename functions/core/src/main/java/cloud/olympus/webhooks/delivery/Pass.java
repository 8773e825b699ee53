package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.event.Budget;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.lane.Checkup;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Handles one event message of the bus: claim, send, record, wake. It waits for an endpoint's turn
 * for {@link #FOR_A_PLACE} at most: what it cannot send until then goes to the endpoint's lane.
 * Thread-safe.
 *
 * <p>All times count from the message's arrival. Within {@link #BUDGET} every endpoint has answered
 * that is asked at all, which is before a claim has run out. Only to write down what they answered,
 * which nobody else knows, a pass may take until {@link #LONGEST}; the bus waits longer than that
 * for an acknowledgement, so that a message does not come again from a pass that is alive.
 */
public final class Pass {

  /** How long a claim holds. */
  public static final Duration LEASE = Duration.ofSeconds(30);

  /** For all that comes before the record. */
  public static final Duration BUDGET = Duration.ofSeconds(20);

  /** For the record, the wake-ups and what follows for the endpoints as well. */
  public static final Duration LONGEST = Duration.ofSeconds(50);

  /** The most deliveries of one event that are sent directly; the rest go by their lanes. */
  public static final int DIRECT_FAN_OUT = 100;

  /**
   * How long a delivery waits for a place on the direct road: to go by its lane costs five writes.
   */
  public static final Duration FOR_A_PLACE = Duration.ofMillis(25);

  final Stores stores;
  final Courier courier;
  final Checkup checkup;
  final Fairway fairway;
  final Threads threads;
  final InstantSource clock;
  private final LongSupplier nanos;
  final Leftovers leftovers;

  /**
   * A pass.
   *
   * @param threads runs the requests of one event side by side
   * @param nanos a clock that only grows, as {@link System#nanoTime}: of it are the times of a pass
   * @param kept how long events are kept
   */
  public Pass(
      Stores stores,
      Courier courier,
      Checkup checkup,
      Fairway fairway,
      Threads threads,
      InstantSource clock,
      LongSupplier nanos,
      Duration kept) {
    this.stores = stores;
    this.courier = courier;
    this.checkup = checkup;
    this.fairway = fairway;
    this.threads = threads;
    this.clock = clock;
    this.nanos = nanos;
    this.leftovers = new Leftovers(stores, threads, clock, kept);
  }

  /** How a pass ended. */
  public sealed interface Result {
    /** Recorded, and the wake-ups of what is unfinished exist: acknowledge. */
    record Finished(List<DeliverySummary> deliveries) implements Result {}

    /** Another pass holds the event, or has taken it over: do not acknowledge. */
    record Busy(Instant until) implements Result {}

    /** The id belongs to another event: store as a dead letter, then acknowledge. */
    record Conflict() implements Result {}
  }

  /** Runs the pass for an event that arrives now. */
  public Result run(Event event) {
    return run(event, nanos.getAsLong());
  }

  /**
   * Runs the pass for an event.
   *
   * @param arrived when its message did, by the clock that only grows
   * @throws cloud.olympus.webhooks.event.Unavailable where a store cannot answer, or not in time;
   *     the message must be delivered again
   */
  public Result run(Event event, long arrived) {
    var inTheEnd = Budget.from(arrived, LONGEST, nanos);
    var budget = Budget.from(arrived, BUDGET, nanos);
    return budget.call(() -> claimed(event, budget, inTheEnd));
  }

  private Result claimed(Event event, Budget budget, Budget inTheEnd) {
    Map<String, Subscription> matching = new HashMap<>();
    List<String> ids = new ArrayList<>();
    var routes = stores.subscriptions().routes(event.tenantId(), event.locationId());
    for (var subscription : routes.subscriptions()) {
      if (subscription.wants(event)) {
        matching.put(subscription.id(), subscription);
        ids.add(subscription.id());
      }
    }
    if (!ids.isEmpty()) {
      // So that they are known before the claim begins to run out.
      stores.killSwitches().current();
    }
    return switch (stores.events().claim(event, ids, clock.instant(), LEASE)) {
      case Claim.Mine mine ->
          new Passage(this, event, mine.token(), routes, budget, inTheEnd)
              .run(mine.webhooks(), matching);
      case Claim.Done done -> {
        inTheEnd.run(() -> leftovers.wake(event, done.deliveries(), routes, true));
        yield new Result.Finished(done.deliveries());
      }
      case Claim.Busy busy -> new Result.Busy(busy.until());
      case Claim.Conflict _ -> new Result.Conflict();
    };
  }
}
