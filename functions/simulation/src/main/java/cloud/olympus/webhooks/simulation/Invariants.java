package cloud.olympus.webhooks.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventRecord;
import cloud.olympus.webhooks.lane.LaneKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/** What holds when all is at rest, and of each event once its message is acknowledged. */
final class Invariants {

  /** Beyond its time an attempt may wait for the sweep, for a lease to end, and for its turn. */
  private static final Duration LATE = Duration.ofMinutes(30);

  /** The same where nothing goes wrong. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private static final Duration A_MOMENT = Duration.ofSeconds(5);

  private static final int ATTEMPTS = RetrySchedule.STANDARD.delays().size();

  private final World world;

  Invariants(World world) {
    this.world = world;
  }

  /** An event whose message will not come again: each lane that has some of it must wake. */
  void checkWoken(Event event) {
    world.log.get(event.key()).stream()
        .flatMap(record -> record.deliveries().stream())
        .map(one -> new DeliveryId(event.tenantId(), event.id(), one.webhookId(), 0))
        .flatMap(id -> world.deliveries.get(id).stream())
        .filter(delivery -> !delivery.state().isFinal())
        .forEach(this::checkWoken);
  }

  private void checkWoken(Delivery delivery) {
    var lane = world.lanes.state(delivery.id().lane());
    Instant wake = lane.nextWake();
    if (lane.leasedUntil() != null) {
      return;
    }
    require(wake != null, () -> "nobody will look after " + delivery);
    // After a crash it may be known only that one was under way.
    if (world.calm && delivery.state() == DeliveryState.PENDING && wake != null) {
      Instant rest = lane.endpoint().restUntil();
      Instant due = later(delivery.dueAt(), rest == null ? Instant.MIN : rest);
      // A rate limit may let none through before.
      Instant latest = later(due, world.baton.instant().plus(A_MOMENT));
      require(!wake.isAfter(latest), () -> "woken only at " + wake + ": " + delivery);
    }
  }

  void check() {
    for (var event : world.accepted.values()) {
      var record = world.log.get(event.key());
      require(record.isPresent(), () -> "lost: " + event.id());
      check(event, record.get());
    }
    world.contested.forEach(this::checkBuried);
    for (var lane : world.operators.all()) {
      var state = world.lanes.state(lane);
      require(state.leasedUntil() == null, () -> "a lane is still held: " + state);
      require(state.nextWake() == null, () -> "a lane is forgotten: " + state);
      require(
          !state.endpoint().open() || !world.operators.isActive(lane),
          () -> "open, though nothing waits that could be a probe: " + state);
    }
    require(world.calm || world.faults() >= 20, () -> "too little went wrong: " + world.faults());
  }

  /** Of several contents of one id one is the event's, and each other a dead letter. */
  private void checkBuried(String id, List<Event> contents) {
    var kept = world.log.get(contents.getFirst().key()).orElseThrow().event();
    for (var one : contents) {
      byte[] body = Envelope.write(one).getBytes(UTF_8);
      require(
          one.data().equals(kept.data())
              || world.buried.contains(id + ' ' + Base64.getEncoder().encodeToString(body)),
          () -> "another content has gone: " + one);
    }
  }

  private void check(Event event, EventRecord record) {
    require(record.recorded(), () -> "nothing was recorded of " + event.id());
    for (var lane : world.operators.all()) {
      if (lane.tenantId().equals(event.tenantId()) && wants(lane, event)) {
        require(
            record.delivery(lane.webhookId()).isPresent(),
            () -> event.id() + " has no delivery for " + lane.webhookId());
      }
    }
    for (var summary : record.deliveries()) {
      check(event, summary);
    }
  }

  /** One that was deleted may be missed. */
  private boolean wants(LaneKey lane, Event event) {
    return world
        .subscriptions
        .get(lane.tenantId(), lane.webhookId())
        .map(subscription -> subscription.wants(event))
        .orElse(false);
  }

  private void check(Event event, DeliverySummary summary) {
    var id = new DeliveryId(event.tenantId(), event.id(), summary.webhookId(), 0);
    var document = world.deliveries.get(id);
    var state = document.map(Delivery::state).orElse(summary.state());
    require(state.isFinal(), () -> "did not end: " + id + " " + document);
    boolean deleted = world.subscriptions.get(id.tenantId(), id.webhookId()).isEmpty();
    boolean changed =
        world.operators.changed.contains(id.lane()) || !world.operators.isActive(id.lane());
    boolean waited = changed || world.observer.opened.contains(id.lane());
    switch (state) {
      case DELIVERED -> require(world.endpoints.took(id), () -> "nobody took " + id);
      case EXHAUSTED -> {
        require(
            document.map(Delivery::charged).orElse(0) >= ATTEMPTS,
            () -> "given up early: " + document);
        require(!world.order.holdsKey(id), () -> "it should hold its key: " + document);
      }
      case EXPIRED -> {
        // Those before it of its key may take three days each.
        boolean behind = world.order.isKept(id);
        require(waited || behind, () -> "expired though always active: " + document);
        require(document.map(Delivery::reason).isPresent(), () -> "no reason: " + document);
      }
      case CANCELLED ->
          require(
              deleted || world.order.skipped.contains(id),
              () -> "cancelled, but its subscription is there: " + document);
      case PENDING, HELD -> throw new AssertionError("no end");
    }
    if (document.isPresent() && !waited) {
      boolean late =
          world.observer.rested.contains(id.lane())
              || world.order.isKept(id)
              || (world.calm && world.operators.rules(id.lane()).needLane());
      checkSchedule(document.get().attempts(), late);
    }
  }

  private void checkSchedule(List<Attempt> attempts, boolean rested) {
    int charged = 0;
    for (int i = 0; i < attempts.size(); i++) {
      var attempt = attempts.get(i);
      require(attempt.number() == i + 1, () -> "attempts are missing: " + attempts);
      boolean ours = attempt.failedByUs();
      charged += ours ? 0 : 1;
      require(charged <= ATTEMPTS, () -> "sent again though given up: " + attempts);
      if (i + 1 < attempts.size()) {
        Duration delay =
            ours ? Duration.ofSeconds(5) : RetrySchedule.STANDARD.delayAfter(charged).orElseThrow();
        checkPause(attempt, attempts.get(i + 1).at(), delay, rested);
      }
    }
  }

  private void checkPause(Attempt attempt, Instant next, Duration delay, boolean rested) {
    Instant end = attempt.at().plus(attempt.took());
    long millis = delay.toMillis();
    Instant earliest = end.plusMillis(millis * 8 / 10);
    Instant latest = end.plusMillis(millis * 12 / 10);
    Duration asked = asked(attempt);
    earliest = later(earliest, end.plus(asked));
    latest = later(latest, end.plus(asked)).plus(world.calm ? SOON : LATE);
    require(!next.isBefore(earliest), () -> "too early: " + attempt + " then " + next);
    require(rested || !next.isAfter(latest), () -> "too late: " + attempt + " then " + next);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Duration asked(Attempt attempt) {
    if (attempt.answer() instanceof Answer.Answered answered) {
      return switch (answered.header("retry-after").orElse("")) {
        case "1" -> Duration.ofSeconds(1);
        case "120" -> Duration.ofMinutes(2);
        case "86400", "999999" -> Duration.ofDays(1);
        default -> Duration.ZERO;
      };
    }
    return Duration.ZERO;
  }

  /** Fails the run where something is not as it must be. */
  static void require(boolean fine, Supplier<String> otherwise) {
    if (!fine) {
      throw new AssertionError(otherwise.get());
    }
  }
}
