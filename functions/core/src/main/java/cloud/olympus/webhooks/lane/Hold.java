package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.delivery.Notices;
import cloud.olympus.webhooks.delivery.Turn;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Ordering;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One holder's time with one lane. For one thread; attempts run on others. */
final class Hold {

  /** How often a holder that waits looks after its lease. */
  private static final Duration RENEWAL = Duration.ofSeconds(5);

  /** So long what was read of a subscription is gone by. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  /** How often a holder that stays looks for what is new. */
  private static final Duration LOOK = Duration.ofMillis(250);

  private static final int PAGE = 100;

  /** How many times what can be under way is read ahead: a delivery may be large, and be many. */
  private static final int PAGES_AHEAD = 2;

  /** So much may be learnt before it is reported. */
  private static final int REPORT = 1_000;

  private final Drain engine;
  private final Instant began;
  private final Map<DeliveryId, Request> inFlight = new LinkedHashMap<>();
  private final Backlog backlog;
  private volatile Lease lease;
  private boolean lost;

  /** Whether one of an ordering key has ended, which makes the next of the key due. */
  private volatile boolean released;

  /** Until when it is kept, though nothing is due. */
  private final Instant stay;

  /** Whether anything was due: a lane that is woken for nothing is not kept. */
  private boolean used;

  private boolean flagged;
  private EndpointState endpoint;
  private Notices.@Nullable Last last;
  private final List<UnaryOperator<EndpointState>> unreported = new ArrayList<>();
  private final Pace pace;

  /** An attempt that is being made. */
  private record Request(@Nullable String orderingKey, CompletableFuture<Optional<Sent>> outcome) {}

  /** What an attempt was made of, and what came of it. */
  private record Sent(Event event, Delivery after) {}

  Hold(Drain engine, Lease lease) {
    this.engine = engine;
    this.lease = lease;
    this.began = engine.clock.instant();
    this.endpoint = lease.endpoint();
    this.pace = new Pace(endpoint);

    this.stay = pace.isHeldSince(began.minus(engine.stay)) ? began.plus(engine.stay) : began;
    this.flagged = Checkup.flag(endpoint, began).isPresent();
    this.backlog = new Backlog(engine.stores.deliveries(), lease.lane(), lease.epoch());
  }

  void run() {
    Instant next = engine.clock.instant();
    RuntimeException trouble = null;
    try {
      next = drain();
    } catch (RuntimeException e) {
      trouble = e;
    }
    while (!inFlight.isEmpty()) {
      trouble = Troubles.first(trouble, await());
    }
    if (!lost) {
      park(next, trouble);
    }
    if (released && (lost || trouble != null)) {
      // Whoever holds the lane by now may have seen no reason to wake it so soon.
      var now = engine.clock.instant();
      engine.stores.lanes().note(lease.lane(), now, now).ifPresent(engine.stores.wakeups()::at);
    }
    if (trouble != null) {
      throw trouble;
    }
  }

  /**
   * In trouble the lane is given back all the same, if possible, so that the next wake need not
   * wait for the lease to end. That is whoever woke it now, and else the sweep: one more wake-up
   * each time would be twice as many.
   */
  private void park(@Nullable Instant next, @Nullable RuntimeException trouble) {
    Instant now = engine.clock.instant();
    pace.turn(now);
    try {
      var wake = engine.stores.lanes().park(lease, next, this::withWhatWasLearnt, now);
      if (trouble == null) {
        wake.ifPresent(engine.stores.wakeups()::at);
      }
    } catch (RuntimeException e) {
      throw trouble == null ? e : trouble;
    }
  }

  /** When the lane must wake next, null for never. */
  private @Nullable Instant drain() {
    if (flagged) {
      // Whoever held it before may have died before it could say so.
      flag();
    }
    while (!lost) {
      Instant now = engine.clock.instant();
      if (engine.isOver(began)) {
        return now;
      }
      LaneKey lane = lease.lane();
      Optional<Subscription> found =
          engine.stores.subscriptions().get(lane.tenantId(), lane.webhookId());
      if (found.isEmpty()) {
        moveAll(DeliveryState.PENDING, DeliveryState.CANCELLED, "subscription_deleted");
        moveAll(DeliveryState.HELD, DeliveryState.CANCELLED, "subscription_deleted");
        return null;
      }
      Subscription subscription = found.get();
      boolean killed = engine.stores.killSwitches().stops(lane.tenantId(), lane.webhookId());
      if (killed || !subscription.isActive()) {
        moveAll(
            DeliveryState.PENDING,
            DeliveryState.HELD,
            killed ? HoldReason.KILL_SWITCH : subscription.status().code());
        return stopped(subscription, killed ? now.plus(HoldReason.SWITCH_POLL) : null);
      }
      boolean rests = endpoint.restsAt(now);
      Optional<Instant> more = rests ? Optional.empty() : fill(subscription, now);
      if (lost) {
        return null;
      }
      if (inFlight.isEmpty()) {
        if (stayed(rests ? endpoint.restUntil() : more.orElse(null))) {
          continue;
        }
        return rests ? resting(subscription) : more.isPresent() ? more.get() : idle();
      }
      var trouble = await();
      if (trouble != null) {
        throw trouble;
      }
      settle(subscription);
    }
    return null;
  }

  /**
   * A lane that was held shortly before is kept for a while though nothing may be sent now, since
   * each time it is written six times: noted, acquired, noted, parked, and for what was noted last
   * acquired and parked once more. True where it was, and there may be more to do by now.
   *
   * @param barrier nothing is sent before, null where something may be at any time
   */
  private boolean stayed(@Nullable Instant barrier) {
    Instant until = barrier == null ? stay : barrier;
    if (!used || until.isAfter(stay) || !mayStay(until) || !engine.room.tryAcquire()) {
      return false;
    }
    try {
      do {
        var left = Duration.between(engine.clock.instant(), until);
        engine.threads.pause(left.compareTo(LOOK) < 0 ? left : LOOK);
      } while (mayStay(until) && (barrier != null || isNothingDue()));
    } finally {
      engine.room.release();
    }
    // Others may have learnt that it asks for less.
    endpoint = withWhatWasLearnt(engine.stores.lanes().state(lease.lane()).endpoint());
    return !Thread.currentThread().isInterrupted();
  }

  private boolean mayStay(Instant until) {
    return !engine.isOver(began)
        && engine.clock.instant().isBefore(until)
        && !Thread.currentThread().isInterrupted();
  }

  private boolean isNothingDue() {
    var all = EnumSet.allOf(Turn.class);
    return engine.stores.deliveries().ready(lease.lane(), all, engine.clock.instant(), 1).isEmpty();
  }

  /** The endpoint rests, and nothing is under way. */
  private @Nullable Instant resting(Subscription subscription) {
    Instant rest = endpoint.restUntil();
    if (endpoint.open()) {
      moveAll(DeliveryState.PENDING, DeliveryState.HELD, HoldReason.CIRCUIT_OPEN);
      return stopped(subscription, rest);
    }
    return nextDue().map(due -> rest != null && due.isBefore(rest) ? rest : due).orElse(null);
  }

  /** Nothing is due, and nothing is under way. */
  private @Nullable Instant idle() {
    if (engine.isOver(began)) {
      // Perhaps nothing more was looked for.
      return engine.clock.instant();
    }
    if (endpoint.open()) {
      // Nothing waits that could be its probe: the next event is.
      learn(EndpointState::closed);
      flag();
    }
    return nextDue().orElse(null);
  }

  private Optional<Instant> nextDue() {
    Instant now = engine.clock.instant();
    return engine.stores.deliveries().nextDue(lease.lane()).map(due -> Drain.notTooLate(due, now));
  }

  /**
   * Sends what may be sent.
   *
   * @return when more may be, where the rate limit keeps something back
   */
  private Optional<Instant> fill(Subscription subscription, Instant now) {
    var rules = subscription.rules();
    int cap = endpoint.strikes() > 0 ? 1 : rules.inFlight();
    int before = inFlight.size();
    // Where stores are slow the subscription is read anew after each: it may have changed.
    while (inFlight.size() < cap && (inFlight.size() == before || isFresh(now))) {
      int left = pace.left(rules.rateLimit(), now, PAGE);
      if (left <= 0) {
        backlog.clear();
        return Optional.of(Instant.ofEpochSecond(now.getEpochSecond() + 1));
      }
      if (!renewed()) {
        return Optional.empty();
      }
      var place = engine.fairway.enterByLane(lease.lane(), rules.inFlight(), inFlight.isEmpty());
      int page = Math.min(left, PAGES_AHEAD * cap);
      if (place.isEmpty() || !beginNext(subscription, place.get(), page, now)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean isFresh(Instant read) {
    return engine.clock.instant().isBefore(read.plus(FRESH));
  }

  /** Begins the next request in a place; where there is none to begin now, the place is left. */
  private boolean beginNext(Subscription subscription, Fairway.Place place, int left, Instant now) {
    boolean begun = false;
    try {
      var next = next(left, now);
      if (next.isPresent()) {
        var permit = pace.take(subscription.rules().rateLimit(), now);
        begin(subscription, next.get(), permit, place);
        begun = true;
      }
      return begun;
    } finally {
      if (!begun) {
        place.close();
      }
    }
  }

  /** The next to be sent; empty where nothing is due, or must wait for what is under way. */
  private Optional<Delivery> next(int left, Instant now) {
    while (true) {
      var next = backlog.poll(inFlight.keySet(), left, now);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      used = true;
      var first = inOrder(next.get(), now);
      if (first.isPresent()) {
        return first.filter(one -> !hasItsKeyUnderWay(one));
      }
      if (engine.isOver(began) || anyEnded()) {
        return Optional.empty();
      }
    }
  }

  /**
   * What may be sent in the place of a delivery: itself, or the first of its ordering key where
   * that is due and not under way. One that has waited too long is itself due, and ends.
   */
  private Optional<Delivery> inOrder(Delivery next, Instant now) {
    if (next.orderingKey() == null) {
      return Optional.of(next);
    }
    var deliveries = engine.stores.deliveries();
    Instant expiry = next.createdAt().plus(engine.kept);
    // It may have been ended in the place of another since it was read.
    var first =
        now.isBefore(expiry)
            ? deliveries.first(next, expiry, now)
            : deliveries.get(next.id()).filter(one -> !one.state().isFinal());
    return first.filter(one -> !one.dueAt().isAfter(now) && !inFlight.containsKey(one.id()));
  }

  /** So it is where an earlier holder's success came in while this one was sending it again. */
  private boolean hasItsKeyUnderWay(Delivery delivery) {
    return delivery.orderingKey() != null
        && inFlight.values().stream()
            .anyMatch(request -> delivery.orderingKey().equals(request.orderingKey()));
  }

  private boolean anyEnded() {
    return inFlight.values().stream().anyMatch(request -> request.outcome().isDone());
  }

  private void begin(
      Subscription subscription, Delivery delivery, Pace.Permit permit, Fairway.Place place) {
    boolean probe = endpoint.open();
    var limit = subscription.rules().rateLimit();
    var permission = new Permission(() -> lease, pace, limit, permit, engine.threads, engine.clock);
    var outcome =
        CompletableFuture.supplyAsync(
            () -> {
              try (place) {
                return attempt(subscription, delivery, probe, permission);
              }
            },
            engine.threads);
    inFlight.put(delivery.id(), new Request(delivery.orderingKey(), outcome));
  }

  /** Whether the lease outlasts one more attempt, which may have to wait for its permission. */
  private boolean renewed() {
    Instant now = engine.clock.instant();
    if (lease.until().isAfter(now.plus(Permission.PATIENCE).plus(Courier.DEADLINE))) {
      return true;
    }
    return renew(now);
  }

  private boolean renew(Instant now) {
    var longer = engine.stores.lanes().renew(lease, now, Drain.LEASE);
    longer.ifPresent(renewed -> lease = renewed);
    lost = longer.isEmpty();
    return !lost;
  }

  private Optional<Sent> attempt(
      Subscription subscription, Delivery delivery, boolean probe, Permission permission) {
    Instant now = engine.clock.instant();
    if (!now.isBefore(delivery.createdAt().plus(engine.kept))) {
      write(engine.checkup.expire(subscription, delivery, now));
      return Optional.empty();
    }
    var event = engine.stores.events().get(delivery.id().event());
    if (event.isEmpty()) {
      write(delivery.moved(DeliveryState.EXPIRED, now, "event_deleted", now));
      return Optional.empty();
    }
    var courier = engine.courier;
    if (subscription.schedule().isUsedUp(delivery)) {
      write(inKey(subscription, courier.giveUp(subscription, event.get().event(), delivery)));
      return Optional.empty();
    }
    var after =
        probe
            ? courier.probe(subscription, event.get().event(), delivery, permission)
            : courier.attempt(subscription, event.get().event(), delivery, permission);
    after.lastAttempt().ifPresent(last -> engine.fairway.answered(lease.lane(), last.took()));
    write(inKey(subscription, after));
    return Optional.of(new Sent(event.get().event(), after));
  }

  /** One that is exhausted holds its ordering key, where its subscription wants that. */
  private Delivery inKey(Subscription subscription, Delivery after) {
    boolean holdsKey =
        after.state() == DeliveryState.EXHAUSTED
            && after.orderingKey() != null
            && subscription.rules().ordering() == Ordering.HOLD;
    return holdsKey ? after.holdingKey(engine.kept) : after;
  }

  private boolean write(Delivery after) {
    boolean written = engine.stores.deliveries().finish(after, lease.epoch());
    if (written && after.orderingKey() != null && after.state().isFinal()) {
      released = true;
    }
    return written;
  }

  /**
   * Waits for attempts to end, but not so long that the lease could run out; gives what stopped one
   * from being recorded.
   */
  private @Nullable RuntimeException await() {
    var any =
        CompletableFuture.anyOf(
            inFlight.values().stream().map(Request::outcome).toArray(CompletableFuture[]::new));
    boolean ended = !inFlight.isEmpty() && engine.threads.await(any, RENEWAL);
    if (Thread.currentThread().isInterrupted()) {
      lost = true;
      inFlight.clear();
      return null;
    }
    if (!ended) {
      return renewedOrTrouble();
    }
    RuntimeException trouble = null;
    for (var attempts = inFlight.values().iterator(); attempts.hasNext(); ) {
      var attempt = attempts.next().outcome();
      if (attempt.isDone()) {
        attempts.remove();
        trouble = Troubles.first(trouble, ended(attempt));
      }
    }
    return trouble;
  }

  /** What kept the lease from being renewed: what is under way is waited for all the same. */
  private @Nullable RuntimeException renewedOrTrouble() {
    try {
      renewed();
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private @Nullable RuntimeException ended(CompletableFuture<Optional<Sent>> attempt) {
    var trouble = Troubles.of(attempt, engine.threads);
    if (trouble == null) {
      engine.threads.join(attempt).ifPresent(this::learn);
    }
    return trouble;
  }

  private void learn(Sent sent) {
    var attempts = sent.after().attempts();
    if (attempts.size() == 2
        && endpoint.failures() == 0
        && !Checkup.isReported(attempts.getFirst())) {
      // The first was made on the direct road, of which the lane has heard nothing yet.
      learn(state -> state.after(attempts.getFirst()));
    }
    learn(state -> state.after(attempts.getLast()));
    last = Notices.Last.of(sent.event(), sent.after());
  }

  private void learn(UnaryOperator<EndpointState> change) {
    var before = endpoint;
    endpoint = change.apply(before);
    if (!endpoint.equals(before)) {
      unreported.add(change);
    }
  }

  /** What a lane knows of its endpoint, and what this holder has learnt since it reported. */
  private EndpointState withWhatWasLearnt(EndpointState stored) {
    var state = stored;
    for (var change : unreported) {
      state = change.apply(state);
    }
    return pace.in(state);
  }

  private void report(Instant now) {
    endpoint = engine.stores.lanes().report(lease.lane(), this::withWhatWasLearnt, now);
    unreported.clear();
  }

  /** Draws the consequences of what was learnt. */
  private void settle(Subscription subscription) {
    if (last == null || lost) {
      return;
    }
    var before = endpoint;
    var after = engine.checkup.tend(subscription, before, last);
    last = null;
    if (!after.equals(before)) {
      learn(_ -> after);
    }
    flag();
    if (unreported.size() >= REPORT) {
      report(engine.clock.instant());
    }
  }

  /**
   * Where the direct road of other instances must hear of it, the lane's state is written first:
   * the flag follows from that, since others may have learnt more of the endpoint. Whoever stood
   * still since leaves theirs, and looks again after the next answer.
   */
  private void flag() {
    Instant now = engine.clock.instant();
    var wanted = Checkup.flag(endpoint, now);
    if ((wanted.isPresent() || flagged) && !isFlagged(wanted, now)) {
      report(now);
      wanted = Checkup.flag(endpoint, now);
      if (!isFlagged(wanted, now) && !stoodStill(now)) {
        engine.stores.subscriptions().flag(lease.lane(), wanted.orElse(null));
      }
    }
    flagged = wanted.isPresent();
  }

  /** For longer than a store takes to answer. */
  private boolean stoodStill(Instant since) {
    return engine.clock.instant().isAfter(since.plus(Courier.DEADLINE));
  }

  private boolean isFlagged(Optional<Flag> wanted, Instant now) {
    var lane = lease.lane();
    var routes = engine.stores.subscriptions().routes(lane.tenantId(), null);
    return Checkup.isCurrent(routes.flag(lane.webhookId(), now), wanted, now);
  }

  /**
   * A lane that holds back what it has: ends what has waited too long.
   *
   * @param poll when to look again at the latest, or null
   * @return when the lane must wake
   */
  private @Nullable Instant stopped(Subscription subscription, @Nullable Instant poll) {
    while (!lost) {
      Instant now = engine.clock.instant();
      List<Delivery> oldest =
          engine.stores.deliveries().ready(lease.lane(), EnumSet.of(Turn.HELD), now, PAGE);
      for (var delivery : oldest) {
        Instant expiry = delivery.createdAt().plus(engine.kept);
        if (now.isBefore(expiry)) {
          Instant look = Drain.lookAfter(delivery.createdAt(), engine.kept, now);
          return earlier(poll, look);
        }
        if (!write(engine.checkup.expire(subscription, delivery, now))) {
          // Another holder wrote it, or a success came in late.
          renew(now);
        }
      }
      if (oldest.isEmpty()) {
        // What is held but may still be under way, Drain.LEASE at most, is looked at later.
        Instant soon = now.plus(HoldReason.SWITCH_POLL);
        return nextDue().map(due -> earlier(poll, due.isAfter(soon) ? due : soon)).orElse(poll);
      }
      renewed();
    }
    return null;
  }

  private static Instant earlier(@Nullable Instant one, Instant other) {
    return one != null && one.isBefore(other) ? one : other;
  }

  private void moveAll(DeliveryState from, DeliveryState to, String reason) {
    RuntimeException trouble = null;
    while (!inFlight.isEmpty()) {
      trouble = Troubles.first(trouble, await());
    }
    if (trouble != null) {
      throw trouble;
    }
    while (renewed()
        && engine.stores.deliveries().move(lease, from, to, reason, engine.clock.instant(), PAGE)
            == PAGE) {
      // page by page
    }
  }
}
