package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.ClaimToken;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.event.Recorded;
import cloud.olympus.webhooks.lane.Checkup;
import cloud.olympus.webhooks.lane.Drain;
import cloud.olympus.webhooks.lane.HoldReason;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.Routes;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Handles one event message of the bus: claim, send, record, wake. It waits for an endpoint's turn
 * for {@link #FOR_A_PLACE} at most: what it cannot send until then goes to the endpoint's lane.
 * Thread-safe.
 *
 * <p>A pass takes at most {@link Courier#DEADLINE} and a little, its claim holds {@link #LEASE},
 * and the bus waits longer than that for an acknowledgement: so a claim is taken over only from a
 * pass that is dead.
 */
public final class Pass {

  /** How long a claim holds. */
  public static final Duration LEASE = Duration.ofSeconds(30);

  /** The most deliveries of one event that are sent directly; the rest go by their lanes. */
  public static final int DIRECT_FAN_OUT = 100;

  /**
   * How long a delivery waits for a place on the direct road: to go by its lane costs five writes.
   */
  public static final Duration FOR_A_PLACE = Duration.ofMillis(25);

  /** So many lanes are woken side by side: a partner with a hundred that is down is soon done. */
  private static final int WAKES_AT_ONCE = 32;

  /** After so long a message is worth another try whose pass has lost its claim. */
  private static final Duration AFTER_LOSS = Duration.ofSeconds(1);

  private final Subscriptions subscriptions;
  private final KillSwitches killSwitches;
  private final EventLog log;
  private final Deliveries deliveries;
  private final Lanes lanes;
  private final Wakeups wakeups;
  private final Courier courier;
  private final Checkup checkup;
  private final Fairway fairway;
  private final Threads threads;
  private final InstantSource clock;
  private final Duration kept;

  /**
   * A pass.
   *
   * @param threads runs the requests of one event side by side
   * @param kept how long events are kept
   */
  public Pass(
      Stores stores,
      Courier courier,
      Checkup checkup,
      Fairway fairway,
      Threads threads,
      InstantSource clock,
      Duration kept) {
    this.subscriptions = stores.subscriptions();
    this.killSwitches = stores.killSwitches();
    this.log = stores.events();
    this.deliveries = stores.deliveries();
    this.lanes = stores.lanes();
    this.wakeups = stores.wakeups();
    this.courier = courier;
    this.checkup = checkup;
    this.fairway = fairway;
    this.threads = threads;
    this.clock = clock;
    this.kept = kept;
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

  /**
   * Runs the pass for an event.
   *
   * @throws cloud.olympus.webhooks.event.Unavailable where a store cannot answer; the message must
   *     be delivered again
   */
  public Result run(Event event) {
    Map<String, Subscription> matching = new HashMap<>();
    List<String> ids = new ArrayList<>();
    var routes = subscriptions.routes(event.tenantId(), event.locationId());
    for (var subscription : routes.subscriptions()) {
      if (subscription.wants(event)) {
        matching.put(subscription.id(), subscription);
        ids.add(subscription.id());
      }
    }
    if (!ids.isEmpty()) {
      // So that they are known before the claim begins to run out.
      killSwitches.current();
    }
    Instant now = clock.instant();
    return switch (log.claim(event, ids, now, LEASE)) {
      case Claim.Mine mine ->
          deliver(event, mine.token(), mine.webhooks(), matching, routes, now.plus(LEASE));
      case Claim.Done done -> {
        wake(event, done.deliveries(), routes, true);
        yield new Result.Finished(done.deliveries());
      }
      case Claim.Busy busy -> new Result.Busy(busy.until());
      case Claim.Conflict _ -> new Result.Conflict();
    };
  }

  private Result deliver(
      Event event,
      ClaimToken token,
      List<String> ids,
      Map<String, Subscription> matching,
      Routes routes,
      Instant until) {
    BooleanSupplier claimed = () -> clock.instant().plus(Courier.DEADLINE).isBefore(until);
    List<Wanted> wanted = new ArrayList<>();
    for (var id : ids) {
      var subscription =
          Optional.ofNullable(matching.get(id)).or(() -> subscriptions.get(event.tenantId(), id));
      wanted.add(new Wanted(id, subscription, killSwitches.stops(event.tenantId(), id)));
    }
    Queue<RuntimeException> troubles = new ConcurrentLinkedQueue<>();
    List<Supplier<Delivery>> steps = new ArrayList<>();
    for (var one : wanted) {
      boolean direct = steps.size() < DIRECT_FAN_OUT;
      var step = step(event, one, routes, direct ? claimed : () -> false, troubles);
      steps.add(() -> outcome(event, one.id(), step, troubles));
    }
    var result = deliver(event, token, ids, routes, steps);
    if (!troubles.isEmpty()) {
      throw troubles.remove();
    }
    return result;
  }

  /** Whom an event is for. */
  private record Wanted(String id, Optional<Subscription> subscription, boolean stopped) {}

  /**
   * What became of one delivery. Where that cannot be told it is left to its lane, so that the
   * others are recorded all the same.
   */
  private Delivery outcome(
      Event event, String id, Supplier<Delivery> step, Queue<RuntimeException> troubles) {
    try {
      return step.get();
    } catch (RuntimeException e) {
      troubles.add(e);
      return underWay(event, id);
    }
  }

  private Result deliver(
      Event event,
      ClaimToken token,
      List<String> ids,
      Routes routes,
      List<Supplier<Delivery>> steps) {
    if (steps.size() == 1) {
      return result(record(event, token, routes, List.of(steps.getFirst().get())));
    }
    var sent = steps.stream().map(one -> CompletableFuture.supplyAsync(one, threads)).toList();
    // Slow ones must not keep the others from being recorded.
    threads.await(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)), Fairway.SLOW);
    Map<String, CompletableFuture<Delivery>> slow = new HashMap<>();
    List<Delivery> outcomes = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      if (sent.get(i).isDone()) {
        outcomes.add(threads.join(sent.get(i)));
      } else {
        slow.put(ids.get(i), sent.get(i));
        outcomes.add(underWay(event, ids.get(i)));
      }
    }
    var recorded = record(event, token, routes, outcomes);
    return result(slow.isEmpty() ? recorded : finish(event, token, routes, recorded, slow));
  }

  private Recorded record(Event event, ClaimToken token, Routes routes, List<Delivery> outcomes) {
    var recorded = log.record(token, outcomes, clock.instant());
    wake(event, recorded.deliveries(), routes, false);
    return recorded;
  }

  /**
   * A pass that has lost its claim does not acknowledge: its message may be the very one that
   * brings the event back should the new holder die.
   */
  private Result result(Recorded recorded) {
    return recorded.owned()
        ? new Result.Finished(recorded.deliveries())
        : new Result.Busy(clock.instant().plus(AFTER_LOSS));
  }

  /**
   * A delivery whose answer is not there yet, as it is recorded. Its lane tries it when nothing can
   * be under way any more, should this process die before it knows the answer.
   */
  private Delivery underWay(Event event, String webhookId) {
    Instant now = clock.instant();
    return fresh(event, webhookId, now).moved(DeliveryState.PENDING, now.plus(LEASE), null, now);
  }

  /** Writes each slow answer as it comes. */
  private Recorded finish(
      Event event,
      ClaimToken token,
      Routes routes,
      Recorded recorded,
      Map<String, CompletableFuture<Delivery>> slow) {
    Map<String, CompletableFuture<Delivery>> written = new HashMap<>();
    slow.forEach(
        (id, one) ->
            written.put(
                id, one.thenApplyAsync(after -> finished(after, token, recorded), threads)));
    List<DeliverySummary> deliveries = new ArrayList<>();
    for (var summary : recorded.deliveries()) {
      var late = written.get(summary.webhookId());
      deliveries.add(late == null ? summary : threads.join(late).summary());
    }
    wake(
        event,
        deliveries.stream().filter(one -> slow.containsKey(one.webhookId())).toList(),
        routes,
        false);
    return new Recorded(recorded.owned(), deliveries);
  }

  /** The holder writes over what it has recorded; who has lost its claim only adds successes. */
  private Delivery finished(Delivery after, ClaimToken token, Recorded recorded) {
    if (recorded.owned()) {
      // No holder of the lane has written it before.
      deliveries.finish(after, 0);
    } else {
      log.record(token, List.of(after), clock.instant());
    }
    return after;
  }

  private static Delivery fresh(Event event, String webhookId, Instant now) {
    var id = new DeliveryId(event.tenantId(), event.id(), webhookId, 0);
    return Delivery.fresh(id, event.type(), now);
  }

  /**
   * What to do for one delivery.
   *
   * @param direct whether it may be sent now: a request may take {@link Courier#DEADLINE}, and must
   *     not go on when another pass may have taken over
   */
  private Supplier<Delivery> step(
      Event event,
      Wanted one,
      Routes routes,
      BooleanSupplier direct,
      Queue<RuntimeException> troubles) {
    Instant now = clock.instant();
    var unordered = fresh(event, one.id(), now);
    if (one.subscription().isEmpty()) {
      return () -> unordered.moved(DeliveryState.CANCELLED, now, "subscription_deleted", now);
    }
    var wanted = one.subscription().get();
    String orderingKey = wanted.rules().orderingKey(event);
    var fresh = unordered.inOrderOf(orderingKey);
    if (!wanted.isActive()) {
      return () -> fresh.held(wanted.status().code(), now);
    }
    if (one.stopped()) {
      return () -> fresh.held(HoldReason.KILL_SWITCH, now);
    }
    var flag = routes.flag(one.id(), now);
    if (flag.isPresent() && flag.get().kind() == Flag.Kind.OPEN) {
      return () -> fresh.held(HoldReason.CIRCUIT_OPEN, now);
    }
    boolean needsLane = wanted.rules().needLane() || orderingKey != null;
    if (flag.isPresent() || needsLane) {
      return () -> fresh;
    }
    return () -> {
      if (!direct.getAsBoolean()) {
        return fresh;
      }
      try (var ticket = fairway.enter(wanted.lane())) {
        if (!ticket.getsPlace(threads, FOR_A_PLACE)) {
          return fresh;
        }
        var after = courier.attempt(wanted, event, fresh, direct);
        tend(wanted, after, troubles);
        return after;
      }
    };
  }

  /** What follows for the endpoint must not cost what is known of the delivery. */
  private void tend(Subscription wanted, Delivery after, Queue<RuntimeException> troubles) {
    try {
      checkup.direct(wanted, after);
    } catch (RuntimeException e) {
      troubles.add(e);
    }
  }

  /**
   * Sees that every unfinished delivery has a wake-up.
   *
   * @param again whether an earlier pass may have died between noting a wake and scheduling it
   */
  private void wake(Event event, List<DeliverySummary> deliveries, Routes routes, boolean again) {
    var open = deliveries.stream().filter(one -> !one.state().isFinal()).toList();
    if (open.size() == 1) {
      wake(event, open.getFirst(), routes, again);
      return;
    }
    for (int i = 0; i < open.size(); i += WAKES_AT_ONCE) {
      var some = open.subList(i, Math.min(open.size(), i + WAKES_AT_ONCE));
      var woken =
          some.stream()
              .map(
                  one -> CompletableFuture.runAsync(() -> wake(event, one, routes, again), threads))
              .toArray(CompletableFuture[]::new);
      threads.join(CompletableFuture.allOf(woken));
    }
  }

  private void wake(Event event, DeliverySummary delivery, Routes routes, boolean again) {
    var lane = new LaneKey(event.tenantId(), delivery.webhookId());
    Instant now = clock.instant();
    if (delivery.state() == DeliveryState.PENDING && delivery.dueAt() != null) {
      boolean flagged = routes.flag(lane.webhookId(), now).isPresent();
      wake(lane, flagged ? afterRest(lane, delivery.dueAt()) : delivery.dueAt(), now, again);
    } else if (delivery.state() == DeliveryState.HELD) {
      wake(lane, lookAfter(lane, now), now, again);
    }
  }

  private void wake(LaneKey lane, Instant due, Instant now, boolean again) {
    var noted = lanes.note(lane, due, now);
    if (noted.isPresent()) {
      wakeups.at(noted.get());
    } else if (again) {
      var state = lanes.state(lane);
      Instant next = state.nextWake();
      boolean drained = state.leasedUntil() != null && now.isBefore(state.leasedUntil());
      // A wake-up that finds the lane leased would use up the name of the one its holder schedules.
      if (next != null && !drained) {
        wakeups.at(new cloud.olympus.webhooks.lane.Wake(lane, state.epoch(), next));
      }
    }
  }

  /** A lane whose endpoint rests need not wake before. */
  private Instant afterRest(LaneKey lane, Instant due) {
    Instant rest = lanes.state(lane).endpoint().restUntil();
    return rest != null && rest.isAfter(due) ? rest : due;
  }

  /**
   * When somebody must look after what is held. At once where nothing holds it back any more:
   * whoever enabled the subscription, or closed the circuit, could not see this delivery.
   */
  private Instant lookAfter(LaneKey lane, Instant now) {
    if (killSwitches.stops(lane.tenantId(), lane.webhookId())) {
      return now.plus(HoldReason.SWITCH_POLL);
    }
    var subscription = subscriptions.get(lane.tenantId(), lane.webhookId());
    if (subscription.isPresent() && !subscription.get().isActive()) {
      return Drain.lookAfter(now, kept, now);
    }
    return afterRest(lane, now);
  }
}
