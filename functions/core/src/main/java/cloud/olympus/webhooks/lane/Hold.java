package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.delivery.Turn;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One holder's time with one lane. For one thread; attempts run on others. */
final class Hold {

  /** So long what was read of a subscription is gone by. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  /** How often a holder that stays looks for what is new. */
  private static final Duration LOOK = Duration.ofMillis(250);

  /** Likewise while something is under way, and others may be beside it. */
  private static final Duration LOOK_BESIDE = Duration.ofSeconds(1);

  private static final int PAGE = 100;

  /** How many times what can be under way is read ahead: a delivery may be large, and be many. */
  private static final int PAGES_AHEAD = 2;

  private final Drain engine;
  private final Tenure tenure;
  private final Pace pace;
  private final Findings findings;
  private final UnderWay underWay;
  private final Backlog backlog;

  /** Until when it is kept, though nothing is due. */
  private final Instant stay;

  /** Whether anything was due: a lane that is woken for nothing is not kept. */
  private boolean used;

  Hold(Drain engine, Lease lease) {
    Instant began = engine.clock.instant();
    this.engine = engine;
    this.tenure = new Tenure(engine, lease, began);
    this.pace = new Pace(lease.endpoint());
    this.findings = new Findings(engine, lease, pace, began);
    this.underWay = new UnderWay(engine, tenure, pace, findings);
    this.backlog = new Backlog(engine.stores.deliveries(), lease.lane(), lease.epoch());
    this.stay = pace.isHeldSince(began.minus(engine.stay)) ? began.plus(engine.stay) : began;
  }

  void run() {
    Instant next = engine.clock.instant();
    RuntimeException trouble = null;
    try {
      next = drain();
    } catch (RuntimeException e) {
      trouble = e;
    }
    trouble = Troubles.first(trouble, underWay.awaitAll());
    if (!tenure.isLost()) {
      park(next, trouble);
    }
    if (underWay.hasReleasedAKey() && (tenure.isLost() || trouble != null)) {
      // Whoever holds the lane by now may have seen no reason to wake it so soon.
      var now = engine.clock.instant();
      engine.stores.lanes().note(tenure.lane(), now, now).ifPresent(engine.stores.wakeups()::at);
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
      var wake = engine.stores.lanes().park(tenure.lease(), next, findings::and, now);
      if (trouble == null) {
        wake.ifPresent(engine.stores.wakeups()::at);
      }
    } catch (RuntimeException e) {
      throw trouble == null ? e : trouble;
    }
  }

  /** When the lane must wake next, null for never. */
  private @Nullable Instant drain() {
    findings.settleWhatWasLeft();
    LaneKey lane = tenure.lane();
    while (!tenure.isLost()) {
      Instant now = engine.clock.instant();
      if (tenure.isOver()) {
        return now;
      }
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
      boolean rests = findings.endpoint().restsAt(now);
      Optional<Instant> more = rests ? Optional.empty() : fill(subscription, now);
      if (tenure.isLost()) {
        return null;
      }
      if (underWay.isEmpty()) {
        if (stayed(rests ? findings.endpoint().restUntil() : more.orElse(null))) {
          continue;
        }
        return rests ? resting(subscription) : more.isPresent() ? more.get() : idle();
      }
      var trouble = await(subscription, more, now);
      if (trouble != null) {
        throw trouble;
      }
      if (!tenure.isLost()) {
        findings.settle(subscription);
      }
    }
    return null;
  }

  /**
   * Waits until something under way has ended, or more may be begun beside it.
   *
   * @param more when the rate limit lets it be, where that keeps something back
   */
  private @Nullable RuntimeException await(
      Subscription subscription, Optional<Instant> more, Instant now) {
    if (more.isPresent() || underWay.size() >= cap(subscription)) {
      var patience = more.map(at -> Duration.between(now, at)).orElse(UnderWay.RENEWAL);
      return underWay.await(patience);
    }
    int before = underWay.size();
    Instant latest = now.plus(UnderWay.RENEWAL);
    RuntimeException trouble;
    do {
      trouble = underWay.await(LOOK_BESIDE);
    } while (trouble == null
        && underWay.size() == before
        && !tenure.isLost()
        && engine.clock.instant().isBefore(latest)
        && isNothingSeen());
    return trouble;
  }

  /** A look that fails is no reason to leave what is under way. */
  private boolean isNothingSeen() {
    try {
      return isNothingDue();
    } catch (Unavailable e) {
      return true;
    }
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
    findings.reread();
    return !Thread.currentThread().isInterrupted();
  }

  private boolean mayStay(Instant until) {
    return !tenure.isOver()
        && engine.clock.instant().isBefore(until)
        && !Thread.currentThread().isInterrupted();
  }

  /** Beside what is under way. */
  private boolean isNothingDue() {
    var all = EnumSet.allOf(Turn.class);
    int first = underWay.size() + 1;
    return engine
        .stores
        .deliveries()
        .ready(tenure.lane(), all, engine.clock.instant(), first)
        .stream()
        .allMatch(one -> underWay.ids().contains(one.id()));
  }

  /** The endpoint rests, and nothing is under way. */
  private @Nullable Instant resting(Subscription subscription) {
    Instant rest = findings.endpoint().restUntil();
    if (findings.endpoint().open()) {
      moveAll(DeliveryState.PENDING, DeliveryState.HELD, HoldReason.CIRCUIT_OPEN);
      return stopped(subscription, rest);
    }
    return nextDue().map(due -> rest != null && due.isBefore(rest) ? rest : due).orElse(null);
  }

  /** Nothing is due, and nothing is under way. */
  private @Nullable Instant idle() {
    if (tenure.isOver()) {
      // Perhaps nothing more was looked for.
      return engine.clock.instant();
    }
    if (findings.endpoint().open()) {
      findings.close();
    }
    return nextDue().orElse(null);
  }

  private Optional<Instant> nextDue() {
    Instant now = engine.clock.instant();
    return engine.stores.deliveries().nextDue(tenure.lane()).map(due -> Drain.notTooLate(due, now));
  }

  /**
   * Sends what may be sent.
   *
   * @return when more may be, where the rate limit keeps something back
   */
  private Optional<Instant> fill(Subscription subscription, Instant now) {
    var rules = subscription.rules();
    int cap = cap(subscription);
    int before = underWay.size();
    // Where stores are slow the subscription is read anew after each: it may have changed.
    while (underWay.size() < cap && (underWay.size() == before || isFresh(now))) {
      int left = pace.left(rules.rateLimit(), now, PAGE);
      if (left <= 0) {
        backlog.clear();
        return Optional.of(Instant.ofEpochSecond(now.getEpochSecond() + 1));
      }
      if (!tenure.outlastsAnAttempt()) {
        return Optional.empty();
      }
      var place = engine.fairway.enterByLane(tenure.lane(), rules.inFlight(), underWay.isEmpty());
      int page = Math.min(left, PAGES_AHEAD * cap);
      if (place.isEmpty() || !beginNext(subscription, place.get(), page, now)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private int cap(Subscription subscription) {
    return findings.endpoint().strikes() > 0 ? 1 : subscription.rules().inFlight();
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
        underWay.begin(subscription, next.get(), permit, place);
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
      var next = backlog.poll(underWay.ids(), left, now);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      used = true;
      var first = inOrder(next.get(), now);
      if (first.isPresent()) {
        // So it is where an earlier holder's success came in while this one was sending it again.
        return first.filter(one -> !underWay.hasKeyOf(one));
      }
      if (tenure.isOver() || underWay.anyEnded()) {
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
    return first.filter(one -> !one.dueAt().isAfter(now) && !underWay.ids().contains(one.id()));
  }

  /**
   * A lane that holds back what it has: ends what has waited too long.
   *
   * @param poll when to look again at the latest, or null
   * @return when the lane must wake
   */
  private @Nullable Instant stopped(Subscription subscription, @Nullable Instant poll) {
    while (!tenure.isLost()) {
      Instant now = engine.clock.instant();
      List<Delivery> oldest =
          engine.stores.deliveries().ready(tenure.lane(), EnumSet.of(Turn.HELD), now, PAGE);
      for (var delivery : oldest) {
        Instant expiry = delivery.createdAt().plus(engine.kept);
        if (now.isBefore(expiry)) {
          Instant look = Drain.lookAfter(delivery.createdAt(), engine.kept, now);
          return earlier(poll, look);
        }
        if (!underWay.write(engine.checkup.expire(subscription, delivery, now))) {
          // Another holder wrote it, or a success came in late.
          tenure.renew(now);
        }
      }
      if (oldest.isEmpty()) {
        // What is held but may still be under way, Drain.LEASE at most, is looked at later.
        Instant soon = now.plus(HoldReason.SWITCH_POLL);
        return nextDue().map(due -> earlier(poll, due.isAfter(soon) ? due : soon)).orElse(poll);
      }
      tenure.outlastsAnAttempt();
    }
    return null;
  }

  private static Instant earlier(@Nullable Instant one, Instant other) {
    return one != null && one.isBefore(other) ? one : other;
  }

  private void moveAll(DeliveryState from, DeliveryState to, String reason) {
    var trouble = underWay.awaitAll();
    if (trouble != null) {
      throw trouble;
    }
    while (tenure.outlastsAnAttempt()
        && engine
                .stores
                .deliveries()
                .move(tenure.lease(), from, to, reason, engine.clock.instant(), PAGE)
            == PAGE) {
      // page by page
    }
  }
}
