package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.Notices;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a holder learns of its lane's endpoint, and whom it tells of that. For one thread. */
final class Findings {

  /** So much may be learnt before it is reported. */
  private static final int REPORT = 1_000;

  private final Drain engine;
  private final LaneKey lane;
  private final Pace pace;
  private final List<UnaryOperator<EndpointState>> unreported = new ArrayList<>();
  private EndpointState endpoint;
  private Notices.@Nullable Last last;
  private boolean flagged;

  Findings(Drain engine, Lease lease, Pace pace, Instant now) {
    this.engine = engine;
    this.lane = lease.lane();
    this.pace = pace;
    this.endpoint = lease.endpoint();
    this.flagged = Checkup.flag(endpoint, now).isPresent();
  }

  EndpointState endpoint() {
    return endpoint;
  }

  /** Others may have learnt that it asks for less. */
  void reread() {
    endpoint = and(engine.stores.lanes().state(lane).endpoint());
  }

  /** What a lane knows of its endpoint, and what this holder has learnt since it reported. */
  EndpointState and(EndpointState stored) {
    var state = stored;
    for (var change : unreported) {
      state = change.apply(state);
    }
    return pace.in(state);
  }

  /** Of an attempt that has ended. */
  void learn(Event event, Delivery after) {
    var attempts = after.attempts();
    if (attempts.size() == 2
        && endpoint.failures() == 0
        && !Checkup.isReported(attempts.getFirst())) {
      // The first was made on the direct road, of which the lane has heard nothing yet.
      learn(state -> state.after(attempts.getFirst()));
    }
    learn(state -> state.after(attempts.getLast()));
    last = Notices.Last.of(event, after);
  }

  private void learn(UnaryOperator<EndpointState> change) {
    var before = endpoint;
    endpoint = change.apply(before);
    if (!endpoint.equals(before)) {
      unreported.add(change);
    }
  }

  /** Draws the consequences of what was learnt. */
  void settle(Subscription subscription) {
    if (last == null) {
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

  /** Whoever held it before may have died before it could say what it found. */
  void settleWhatWasLeft() {
    if (flagged) {
      flag();
    }
  }

  /** Nothing waits that could be the probe of an open circuit: the next event is. */
  void close() {
    learn(EndpointState::closed);
    flag();
  }

  private void report(Instant now) {
    endpoint = engine.stores.lanes().report(lane, this::and, now);
    unreported.clear();
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
        engine.stores.subscriptions().flag(lane, wanted.orElse(null));
      }
    }
    flagged = wanted.isPresent();
  }

  /** For longer than a store takes to answer. */
  private boolean stoodStill(Instant since) {
    return engine.clock.instant().isAfter(since.plus(Courier.DEADLINE));
  }

  private boolean isFlagged(Optional<Flag> wanted, Instant now) {
    var routes = engine.stores.subscriptions().routes(lane.tenantId(), null);
    return Checkup.isCurrent(routes.flag(lane.webhookId(), now), wanted, now);
  }
}
