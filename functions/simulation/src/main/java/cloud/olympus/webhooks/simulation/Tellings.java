package cloud.olympus.webhooks.simulation;

import static cloud.olympus.webhooks.simulation.Invariants.require;

import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Notices;
import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventFilter;
import cloud.olympus.webhooks.lane.EndpointState;
import cloud.olympus.webhooks.lane.LaneKey;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What tenants are told of their endpoints: whether it is so, and whether they are told all. */
final class Tellings {

  private static final int FEW = 5;
  private static final Duration A_WHILE = Duration.ofSeconds(60);
  private static final Duration HOPELESS = Duration.ofDays(5);

  private static final Set<Manner.Kind> NEVER_WELL =
      EnumSet.of(Manner.Kind.REFUSES_ALL, Manner.Kind.FAILS_FOR_EVER);

  private final World world;
  private final Set<String> ids = new HashSet<>();
  private final Set<String> exhausted = new HashSet<>();
  private final Set<String> expired = new HashSet<>();
  private final Map<LaneKey, Integer> failing = new HashMap<>();
  private final Map<LaneKey, Integer> recovered = new HashMap<>();

  Tellings(World world) {
    this.world = world;
  }

  void told(Event notice) {
    var data = JsonParser.parseString(notice.data()).getAsJsonObject();
    var lane = new LaneKey(notice.tenantId(), data.get("webhook_id").getAsString());
    boolean first = ids.add(notice.id());
    switch (notice.type()) {
      case "webhook.failing" -> {
        checkFailing(lane, data);
        failing.merge(lane, first ? 1 : 0, Integer::sum);
      }
      case "webhook.recovered" -> {
        checkRecovered(lane, data);
        recovered.merge(lane, first ? 1 : 0, Integer::sum);
      }
      case "webhook.disabled" -> checkDisabled(lane, data);
      case "delivery.exhausted" -> {
        int steps = RetrySchedule.STANDARD.delays().size();
        require(data.get("attempts").getAsInt() >= steps, () -> "exhausted early: " + data);
        exhausted.add(data.get("delivery_id").getAsString());
      }
      case "delivery.expired" -> expired.add(data.get("delivery_id").getAsString());
      default -> {}
    }
  }

  private void checkFailing(LaneKey lane, JsonObject data) {
    Instant since = time(data, "failing_since");
    int failures = data.get("consecutive_failures").getAsInt();
    require(failures >= FEW, () -> "told after so few: " + data);
    require(
        !world.baton.instant().isBefore(since.plus(A_WHILE)), () -> "told after so short: " + data);
    require(
        world.traffic.to(lane).stream().anyMatch(one -> one.failed() && one.end().equals(since)),
        () -> "nothing failed then: " + data);
    long failed = world.traffic.to(lane).stream().filter(Trip::failed).count();
    // One may be learnt twice where the answer of the report was lost.
    require(!world.calm || failed >= failures, () -> "told of failures that were none: " + data);
    require(
        !world.calm || !hasAnswered(lane, since),
        () -> "told that it fails, though it takes other events: " + data);
    if (failures == FEW) {
      world.saw(State.TOLD_AFTER_FIVE);
    }
  }

  /** Whether one of the newest ten events has reached it since then. */
  private boolean hasAnswered(LaneKey lane, Instant since) {
    var newest =
        world.log.list(lane.tenantId(), EventFilter.to(lane.webhookId()), null, 10).items();
    return newest.stream()
        .flatMap(event -> event.delivery(lane.webhookId()).stream())
        .anyMatch(
            one ->
                one.state() == DeliveryState.DELIVERED
                    && one.updatedAt().isAfter(since)
                    && one.updatedAt().isBefore(world.baton.instant()));
  }

  private void checkRecovered(LaneKey lane, JsonObject data) {
    Instant at = time(data, "recovered_at");
    require(failing.containsKey(lane), () -> "recovered, but never told that it failed: " + data);
    require(
        world.traffic.to(lane).stream()
            .anyMatch(one -> one.is(Attempt::succeeded) && one.end().equals(at)),
        () -> "nothing succeeded then: " + data);
    if (world.calm) {
      long waiting =
          world.deliveries.count(lane).entrySet().stream()
              .filter(count -> !count.getKey().isFinal())
              .mapToLong(count -> count.getValue())
              .sum();
      long told = data.get("waiting_deliveries").getAsLong();
      // Some may be recorded at the same time.
      require(Math.abs(waiting - told) <= FEW, () -> waiting + " wait, but they hear: " + data);
    }
  }

  private void checkDisabled(LaneKey lane, JsonObject data) {
    if (world.calm && data.get("disabled_reason").getAsString().equals("failing")) {
      Instant lastSuccess =
          world.traffic.to(lane).stream()
              .filter(one -> one.is(Attempt::succeeded))
              .map(Trip::end)
              .max(Instant::compareTo)
              .orElse(Instant.MIN);
      Instant since =
          world.traffic.to(lane).stream()
              .filter(one -> one.failed() && one.end().isAfter(lastSuccess))
              .map(Trip::end)
              .min(Instant::compareTo)
              .orElse(Instant.MAX);
      Instant now = world.baton.instant();
      require(now.isAfter(since), () -> "disabled, though nothing failed: " + data);
      var lasted = Duration.between(since, now);
      // What was under way when another one succeeded may have failed first.
      require(
          lasted.compareTo(HOPELESS.minusMinutes(1)) >= 0,
          () -> "disabled after " + lasted + ": " + data);
      // Of one that takes some events the lane has not heard all that the direct road has seen.
      require(
          !NEVER_WELL.contains(world.endpoints.manner(lane).kind())
              || world.traffic.to(lane).stream()
                  .noneMatch(
                      one ->
                          one.failed()
                              && !one.isDirect()
                              && !one.end().isBefore(since.plus(HOPELESS))
                              && one.end().isBefore(now)),
          () -> "disabled only after " + lasted + ": " + data);
    }
  }

  /** When all is at rest. */
  void check() {
    for (var event : world.accepted.values()) {
      if (!Notices.isNotice(event.type())) {
        world.operators.all().forEach(lane -> checkTold(event, lane));
      }
    }
    if (world.calm) {
      world.operators.all().forEach(this::checkHealth);
    }
  }

  private void checkTold(Event event, LaneKey lane) {
    var id = new DeliveryId(lane.tenantId(), event.id(), lane.webhookId(), 0);
    var state = world.deliveries.get(id).map(Delivery::state).orElse(DeliveryState.DELIVERED);
    switch (state) {
      case EXHAUSTED ->
          require(exhausted.contains(id.toString()), () -> "exhausted, untold: " + id);
      case EXPIRED -> require(expired.contains(id.toString()), () -> "expired, untold: " + id);
      default -> {}
    }
  }

  private void checkHealth(LaneKey lane) {
    var state = world.lanes.state(lane).endpoint();
    // One that answers just when it is disabled is as it is.
    require(
        state.recoveredAt() == null || !world.operators.isActive(lane),
        () -> "nobody was told that it recovered: " + lane);
    boolean lasts =
        state.failingSince() != null
            && state.lastFailure() != null
            && !state.lastFailure().isBefore(state.failingSince().plus(A_WHILE));
    require(
        state.told() || state.failures() < FEW || !lasts,
        () -> "nobody was told that it fails: " + lane + state);
    int open = state.told() ? 1 : 0;
    if (!world.operators.healed.contains(lane)) {
      require(
          failing.getOrDefault(lane, 0) - recovered.getOrDefault(lane, 0) == open,
          () -> "told " + failing + ", recovered " + recovered + ": " + lane + state);
    }
    var kind = world.endpoints.manner(lane).kind();
    require(
        !NEVER_WELL.contains(kind)
            || (state.failures() > 0) == (state.health() != EndpointState.Health.HEALTHY),
        () -> "never well, but " + state.health() + ": " + lane + state);
    if (kind == Manner.Kind.WELL) {
      require(
          state.health() == EndpointState.Health.HEALTHY, () -> "well, but not shown so: " + lane);
      require(state.paced(0, 0).equals(EndpointState.HEALTHY), () -> "well, but " + lane + state);
    }
  }

  private static Instant time(JsonObject data, String name) {
    return Instant.parse(data.get(name).getAsString());
  }
}
