package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.delivery.Notices;
import cloud.olympus.webhooks.delivery.Stores;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventFilter;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;

/**
 * Draws the consequences of how an endpoint does: tells its tenant, disables what is hopeless, and
 * keeps it off the direct road of every instance. Thread-safe.
 */
public final class Checkup {

  /** A flag outlasts the rest that it is set for: until somebody has looked after the lane. */
  private static final Duration TIME_TO_PROBE = Duration.ofMinutes(10);

  /**
   * How long an endpoint that fails is served by its lane alone unless that is prolonged: until an
   * event has reached it, however long there is none.
   */
  private static final Duration WATCHED = Duration.ofDays(30);

  private static final int RECENT = 10;

  private final Stores stores;
  private final Courier courier;
  private final Notices notices;
  private final InstantSource clock;

  /** A checkup. */
  public Checkup(Stores stores, Courier courier, Notices notices, InstantSource clock) {
    this.stores = stores;
    this.courier = courier;
    this.notices = notices;
    this.clock = clock;
  }

  /**
   * What is to be done after an attempt of the direct road: where it asks for less, all hear of it.
   * A success costs nothing, since an endpoint that fails for long is off that road; neither does a
   * failure of which all have heard already.
   */
  public Optional<Runnable> afterDirect(Subscription subscription, Delivery after) {
    return after
        .lastAttempt()
        .filter(attempt -> !attempt.succeeded() && isReported(attempt))
        .map(attempt -> () -> report(subscription.lane(), attempt));
  }

  private void report(LaneKey lane, Attempt attempt) {
    Instant now = clock.instant();
    var state = stores.lanes().report(lane, s -> s.afterDirect(attempt), now);
    if (isLast(attempt, state)) {
      stores.subscriptions().flag(lane, flag(state, now).orElse(null));
    }
  }

  /** A store knows milliseconds. */
  private static boolean isLast(Attempt attempt, EndpointState state) {
    Instant last = state.lastFailure();
    return last != null && last.toEpochMilli() == attempt.end().toEpochMilli();
  }

  /** Whether the lane hears of an attempt from the direct road. */
  static boolean isReported(Attempt direct) {
    return EndpointState.HEALTHY.after(direct).restUntil() != null;
  }

  /**
   * What the holder of a lane does once it has learnt something of its endpoint.
   *
   * @return as it is after that: told of, and healthy where it turns out to be
   */
  EndpointState tend(Subscription subscription, EndpointState state, Notices.Last last) {
    if (state.isNewlyFailing()) {
      if (answered(subscription, state).isPresent()) {
        return state.begunAnew().stillResting(state);
      }
      notices.failing(subscription, state, last);
      return state.toldOf();
    }
    if (state.recoveredAt() == null && state.isHopeless()) {
      // It may have been quiet for so long that the direct road was tried again, and well.
      var answered = answered(subscription, state);
      if (answered.isPresent()) {
        return told(subscription, state.succeeded(answered.get()).stillResting(state));
      }
      courier.disable(subscription, DisabledReason.FAILING, last);
    }
    return told(subscription, state);
  }

  /** Tells that an endpoint is well again, where it is. */
  private EndpointState told(Subscription subscription, EndpointState state) {
    if (state.recoveredAt() == null) {
      return state;
    }
    long waiting =
        stores.deliveries().waiting(subscription.lane()).values().stream()
            .mapToLong(Long::longValue)
            .sum();
    notices.recovered(subscription, state, waiting);
    return state.toldOf();
  }

  /**
   * When another event has reached it on the direct road since its lane saw it fail first: then it
   * is the events that fail, and not the endpoint.
   */
  private Optional<Instant> answered(Subscription subscription, EndpointState state) {
    Instant since = state.failingSince();
    if (since == null) {
      return Optional.empty();
    }
    return stores
        .events()
        .list(subscription.tenantId(), EventFilter.to(subscription.id()), null, RECENT)
        .items()
        .stream()
        .flatMap(event -> event.delivery(subscription.id()).stream())
        .filter(one -> one.state() == DeliveryState.DELIVERED && one.updatedAt().isAfter(since))
        .map(DeliverySummary::updatedAt)
        .max(Comparator.naturalOrder());
  }

  /** The flag that follows from how an endpoint does. */
  static Optional<Flag> flag(EndpointState state, Instant now) {
    Instant rest = state.restUntil();
    if (state.open() && rest != null) {
      return Optional.of(new Flag(Flag.Kind.OPEN, rest.plus(TIME_TO_PROBE)));
    }
    if (state.health() != EndpointState.Health.HEALTHY && state.told()) {
      return Optional.of(new Flag(Flag.Kind.LANE_ONLY, now.plus(WATCHED)));
    }
    return rest != null && state.restsAt(now)
        ? Optional.of(new Flag(Flag.Kind.LANE_ONLY, rest))
        : Optional.empty();
  }

  /**
   * Whether a flag that is set is left over: the lane knows of no reason, and nobody holds it who
   * might be about to take it away. Whoever found the endpoint well could not, or died before.
   */
  public static boolean knowsOfNoFlag(LaneState lane, Instant now) {
    boolean held = lane.leasedUntil() != null && now.isBefore(lane.leasedUntil());
    return !held && flag(lane.endpoint(), now).isEmpty();
  }

  /** Whether a flag still says what it should. */
  static boolean isCurrent(Optional<Flag> set, Optional<Flag> wanted, Instant now) {
    var holding = set.filter(flag -> flag.holdsAt(now));
    if (wanted.isEmpty() || holding.isEmpty()) {
      return wanted.isEmpty() == holding.isEmpty();
    }
    Instant until = holding.get().until();
    Instant enough = now.plus(WATCHED.dividedBy(2));
    return holding.get().kind() == wanted.get().kind()
        && (!until.isBefore(wanted.get().until())
            || (wanted.get().kind() == Flag.Kind.LANE_ONLY && until.isAfter(enough)));
  }

  /** Ends a delivery that has waited for longer than events are kept. */
  Delivery expire(Subscription subscription, Delivery delivery, Instant now) {
    Optional<Event> event =
        stores.events().get(delivery.id().event()).map(record -> record.event());
    notices.expired(subscription, event, delivery, now);
    return delivery.moved(DeliveryState.EXPIRED, delivery.dueAt(), "retention", now);
  }
}
