package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.event.Budget;
import cloud.olympus.webhooks.event.ClaimToken;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Recorded;
import cloud.olympus.webhooks.lane.HoldReason;
import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Routes;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** One event's way through a pass once it is claimed. For one thread; requests run on others. */
final class Passage {

  /** After so long a message is worth another try whose pass has lost its claim. */
  private static final Duration AFTER_LOSS = Duration.ofSeconds(1);

  private final Pass engine;
  private final Event event;
  private final ClaimToken token;
  private final Routes routes;

  /** For the answers of endpoints and what comes before. */
  private final Budget budget;

  /** For what comes after. */
  private final Budget inTheEnd;

  /** What went wrong, of which the bus is told once all else is recorded. */
  private final Queue<RuntimeException> troubles = new ConcurrentLinkedQueue<>();

  /** What follows for endpoints from what they answered, which holds up no record. */
  private final Queue<CompletableFuture<Void>> consequences = new ConcurrentLinkedQueue<>();

  /** Whom the event is for. */
  private record Wanted(String id, Optional<Subscription> subscription, boolean stopped) {}

  /**
   * What to do for one delivery.
   *
   * @param receiver whom it is sent to now; null where it is recorded as it is
   */
  private record Step(Delivery fresh, @Nullable Subscription receiver) {}

  Passage(
      Pass engine, Event event, ClaimToken token, Routes routes, Budget budget, Budget inTheEnd) {
    this.engine = engine;
    this.event = event;
    this.token = token;
    this.routes = routes;
    this.budget = budget;
    this.inTheEnd = inTheEnd;
  }

  /**
   * Sends it to all that it is claimed for, as far as they can be sent to.
   *
   * @param matching those of them that want it now
   */
  Pass.Result run(List<String> ids, Map<String, Subscription> matching) {
    var stores = engine.stores;
    List<Wanted> wanted = new ArrayList<>();
    for (var id : ids) {
      var subscription =
          Optional.ofNullable(matching.get(id))
              .or(() -> stores.subscriptions().get(event.tenantId(), id));
      wanted.add(new Wanted(id, subscription, stores.killSwitches().stops(event.tenantId(), id)));
    }
    List<Step> steps = new ArrayList<>();
    for (var one : wanted) {
      steps.add(step(one, steps.size() < Pass.DIRECT_FAN_OUT));
    }
    Recorded recorded;
    try {
      recorded = deliver(steps);
    } finally {
      consequences.forEach(one -> unlessInTrouble(() -> engine.threads.join(one)));
    }
    if (!troubles.isEmpty()) {
      throw troubles.remove();
    }
    // A pass that has lost its claim does not acknowledge: its message may be the very one that
    // brings the event back should the new holder die.
    return recorded.owned()
        ? new Pass.Result.Finished(recorded.deliveries())
        : new Pass.Result.Busy(engine.clock.instant().plus(AFTER_LOSS));
  }

  /**
   * What became of one delivery. Where that cannot be told it is left to its lane, so that the
   * others are recorded all the same.
   */
  private Delivery outcome(Step step) {
    if (step.receiver() == null) {
      return step.fresh();
    }
    try {
      return send(step.receiver(), step.fresh());
    } catch (RuntimeException e) {
      troubles.add(e);
      return underWay(step.fresh());
    }
  }

  private Recorded deliver(List<Step> steps) {
    var threads = engine.threads;
    if (steps.size() == 1) {
      return record(List.of(outcome(steps.getFirst())));
    }
    var sent = steps.stream().map(this::begun).toList();
    // Slow ones must not keep the others from being recorded.
    threads.await(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)), Fairway.SLOW);
    Map<String, CompletableFuture<Delivery>> slow = new HashMap<>();
    List<Delivery> outcomes = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      if (sent.get(i).isDone()) {
        outcomes.add(threads.join(sent.get(i)));
      } else {
        var fresh = steps.get(i).fresh();
        slow.put(fresh.id().webhookId(), sent.get(i));
        outcomes.add(underWay(fresh));
      }
    }
    var recorded = record(outcomes);
    return finish(recorded, slow);
  }

  /** What is not sent now is known at once, however busy the machine is. */
  private CompletableFuture<Delivery> begun(Step step) {
    return step.receiver() == null
        ? CompletableFuture.completedFuture(step.fresh())
        : CompletableFuture.supplyAsync(() -> outcome(step), engine.threads);
  }

  private Recorded record(List<Delivery> outcomes) {
    return inTheEnd.call(
        () -> {
          var recorded = engine.stores.events().record(token, outcomes, engine.clock.instant());
          wake(recorded.deliveries());
          return recorded;
        });
  }

  /** Where that goes wrong what is still under way is recorded all the same. */
  private void wake(List<DeliverySummary> deliveries) {
    unlessInTrouble(() -> engine.leftovers.wake(event, deliveries, routes, false));
  }

  private void unlessInTrouble(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException e) {
      troubles.add(e);
    }
  }

  /** Writes each slow answer as it comes. */
  private Recorded finish(Recorded recorded, Map<String, CompletableFuture<Delivery>> slow) {
    var threads = engine.threads;
    Map<String, CompletableFuture<Delivery>> written = new HashMap<>();
    slow.forEach(
        (id, one) ->
            written.put(id, one.thenApplyAsync(after -> finished(after, recorded), threads)));
    List<DeliverySummary> deliveries = new ArrayList<>();
    for (var summary : recorded.deliveries()) {
      var late = written.get(summary.webhookId());
      deliveries.add(late == null ? summary : threads.join(late).summary());
    }
    var late = deliveries.stream().filter(one -> slow.containsKey(one.webhookId())).toList();
    inTheEnd.run(() -> wake(late));
    return new Recorded(recorded.owned(), deliveries);
  }

  /** The holder writes over what it has recorded; who has lost its claim only adds successes. */
  private Delivery finished(Delivery after, Recorded recorded) {
    inTheEnd.run(
        () -> {
          if (recorded.owned()) {
            // No holder of the lane has written it before.
            engine.stores.deliveries().finish(after, 0);
          } else {
            engine.stores.events().record(token, List.of(after), engine.clock.instant());
          }
        });
    return after;
  }

  /**
   * A delivery whose answer is not there yet, as it is recorded. Its lane tries it when nothing can
   * be under way any more, should this process die before it knows the answer.
   */
  private Delivery underWay(Delivery fresh) {
    Instant now = engine.clock.instant();
    return fresh.moved(DeliveryState.PENDING, now.plus(Pass.LEASE), null, now);
  }

  private Delivery fresh(String webhookId, Instant now) {
    var id = new DeliveryId(event.tenantId(), event.id(), webhookId, 0);
    return Delivery.fresh(id, event.type(), now);
  }

  /**
   * What to do for one delivery.
   *
   * @param direct whether it may be sent now
   */
  private Step step(Wanted one, boolean direct) {
    Instant now = engine.clock.instant();
    var unordered = fresh(one.id(), now);
    if (one.subscription().isEmpty()) {
      return noted(unordered.moved(DeliveryState.CANCELLED, now, "subscription_deleted", now));
    }
    var wanted = one.subscription().get();
    String orderingKey = wanted.rules().orderingKey(event);
    var fresh = unordered.inOrderOf(orderingKey);
    if (!wanted.isActive()) {
      return noted(fresh.held(wanted.status().code(), now));
    }
    if (one.stopped()) {
      return noted(fresh.held(HoldReason.KILL_SWITCH, now));
    }
    var flag = routes.flag(one.id(), now);
    if (flag.isPresent() && flag.get().kind() == Flag.Kind.OPEN) {
      return noted(fresh.held(HoldReason.CIRCUIT_OPEN, now));
    }
    boolean needsLane = wanted.rules().needLane() || orderingKey != null;
    boolean byLane = flag.isPresent() || needsLane || !direct;
    return byLane ? noted(fresh) : new Step(fresh, wanted);
  }

  private static Step noted(Delivery delivery) {
    return new Step(delivery, null);
  }

  private Delivery send(Subscription wanted, Delivery fresh) {
    if (!isInTime()) {
      return fresh;
    }
    try (var ticket = engine.fairway.enter(wanted.lane())) {
      if (!ticket.getsPlace(engine.threads, Pass.FOR_A_PLACE)) {
        return fresh;
      }
      var after = engine.courier.attempt(wanted, event, fresh, this::isInTime);
      engine
          .checkup
          .afterDirect(wanted, after)
          .map(what -> CompletableFuture.runAsync(() -> inTheEnd.run(what), engine.threads))
          .ifPresent(consequences::add);
      return after;
    }
  }

  /**
   * Whether a request that is begun now ends within the budget, and so before another pass may take
   * over.
   */
  private boolean isInTime() {
    return budget.leaves(Courier.DEADLINE);
  }
}
