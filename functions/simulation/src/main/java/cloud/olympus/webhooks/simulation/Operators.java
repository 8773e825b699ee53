package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.lane.EndpointState;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.Ordering;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tenants' people: they pause, enable, disable, rotate, move and delete, as the API does it.
 */
final class Operators {

  private static final int CHANGES = 18;

  private static final EnumSet<DeliveryState> WAITING =
      EnumSet.of(DeliveryState.PENDING, DeliveryState.HELD);

  private final World world;
  private final List<LaneKey> all = new ArrayList<>();
  private final List<LaneKey> untouched = new ArrayList<>();
  final Urls urls;
  private final Map<LaneKey, DeliveryRules> rules = new HashMap<>();

  /** Those that were not active all the time: their deliveries have waited, or have gone. */
  final Set<LaneKey> changed = new HashSet<>();

  /** Those that a person has said are well. */
  final Set<LaneKey> healed = new HashSet<>();

  Operators(World world) {
    this.world = world;
    this.urls = new Urls(world);
  }

  void subscribe(String tenant, String id) {
    var lane = new LaneKey(tenant, id);
    var sample =
        SubscriptionSample.of(tenant).id(id).url(Urls.first(lane)).keys(world.keys.of(lane));
    if (world.chance(20)) {
      sample.events("order.*");
    } else if (world.chance(25)) {
      sample.events("*", "webhook.*", "delivery.*");
    }
    var ordering = world.anyOf(Ordering.values());
    Integer limit = world.chance(20) ? Integer.valueOf(world.chance(50) ? 1 : 3) : null;
    if (limit != null) {
      world.limits.set(lane, limit);
    }
    Integer cap = world.chance(10) ? Integer.valueOf(world.random.nextInt(1, 4)) : null;
    if (world.random.nextInt(200) == 0) {
      // A signature of Ed25519 takes as long as tens of attempts without it.
      sample.signatures(SignatureScheme.V1, SignatureScheme.V1A);
      world.keys.rotate(tenant);
    }
    var wanted = new DeliveryRules(RetrySchedule.STANDARD, limit, cap, ordering);
    rules.put(lane, wanted);
    sample.rules(wanted);
    if (world.chance(10)) {
      sample.paused();
      changed.add(lane);
    }
    world.subscriptions.create(sample.build());
    world.endpoints.open(lane);
    all.add(lane);
  }

  /**
   * One that nobody touches: it is well, and may be sent a hundred requests a second.
   *
   * @param events how many come at once
   */
  void subscribeQuick(String tenant, int events) {
    var lane = new LaneKey(tenant, "wh-quick");
    var wanted = new DeliveryRules(RetrySchedule.STANDARD, 100, 100, Ordering.NONE);
    rules.put(lane, wanted);
    world.limits.set(lane, 100);
    world.subscriptions.create(
        SubscriptionSample.of(tenant)
            .id(lane.webhookId())
            .url(Urls.first(lane))
            .keys(world.keys.of(lane))
            .rules(wanted)
            .build());
    world.endpoints.open(lane, new Manner(Manner.Kind.WELL, Duration.ZERO));
    untouched.add(lane);
    for (int i = 0; i < events; i++) {
      var event = Samples.event(tenant, "quick-" + i, Samples.TYPE);
      world.baton.after(world.seconds(0, 2), () -> world.accept(event));
    }
  }

  List<LaneKey> all() {
    return Stream.concat(all.stream(), untouched.stream()).toList();
  }

  DeliveryRules rules(LaneKey lane) {
    return Objects.requireNonNull(rules.get(lane));
  }

  boolean isActive(LaneKey lane) {
    return world
        .subscriptions
        .get(lane.tenantId(), lane.webhookId())
        .map(Subscription::isActive)
        .orElse(false);
  }

  void goToWork() {
    for (int i = 0; i < CHANGES; i++) {
      var lane = all.get(world.random.nextInt(all.size()));
      int what = world.random.nextInt(18);
      Duration when =
          world.random.nextBoolean() ? world.seconds(0, 120) : world.seconds(0, 20 * 3_600);
      world.baton.after(when, () -> change(lane, what));
    }
  }

  /** Of all that wait, every other one is enabled. */
  void enableSome() {
    for (int i = 0; i < all.size(); i += 2) {
      change(all.get(i), 0);
    }
  }

  /** By whatever process lives; asked again where it did not answer. */
  private void change(LaneKey lane, int what) {
    Runnable again = () -> world.baton.after(world.seconds(1, 30), () -> change(lane, what));
    world
        .instance()
        .ifPresentOrElse(
            instance ->
                instance.call(
                    () -> {
                      boolean changed = change(instance, lane, what);
                      instance.checkHonest();
                      return changed;
                    },
                    () -> {},
                    again),
            again);
  }

  private boolean change(Instance api, LaneKey lane, int what) {
    var found = api.subscriptions.get(lane.tenantId(), lane.webhookId());
    if (found.isEmpty()) {
      return true;
    }
    var before = found.get();
    switch (what) {
      case 0, 1, 2, 3 -> enable(api, before);
      case 4, 5, 6 -> update(api, before, Status.PAUSED, null);
      case 7 -> update(api, before, Status.DISABLED, DisabledReason.BY_HAND);
      case 8, 9, 10 -> rotate(api, before);
      case 11 -> kill(api, lane);
      case 12, 13 -> skip(api, lane);
      case 14 -> skipAll(api, anyOpen().orElse(lane));
      case 15 -> move(api, before);
      case 16 -> test(api, world.chance(70) ? limited().orElse(lane) : lane);
      default -> {
        changed.add(lane);
        api.waker.around(
            lane,
            () -> api.subscriptions.delete(lane.tenantId(), lane.webhookId(), before.version()));
      }
    }
    return true;
  }

  /** For a while. */
  private void kill(Instance api, LaneKey lane) {
    var scope =
        switch (world.random.nextInt(3)) {
          case 0 -> KillSwitches.Scope.ALL;
          case 1 -> new KillSwitches.Scope(lane.tenantId(), null);
          default -> new KillSwitches.Scope(lane.tenantId(), lane.webhookId());
        };
    all.stream().filter(one -> scope.covers(one.tenantId(), one.webhookId())).forEach(changed::add);
    Runnable off = () -> revive(scope);
    // Not before it is on: its process may stand still meanwhile.
    world.baton.after(world.seconds(300, 1_800), off);
    api.killSwitches.put(new KillSwitches.Switch(scope, "", world.baton.instant()));
    world.saw(State.KILLED);
  }

  private void revive(KillSwitches.Scope scope) {
    Runnable again = () -> world.baton.after(world.seconds(1, 30), () -> revive(scope));
    world
        .instance()
        .ifPresentOrElse(
            api ->
                api.call(
                    () -> {
                      api.killSwitches.remove(scope);
                      return true;
                    },
                    () -> {},
                    again),
            again);
  }

  /** Any one that waits, one under way rather, or one that has ended: which stays as it was. */
  private void skip(Instance api, LaneKey lane) {
    var states = world.chance(20) ? EnumSet.complementOf(WAITING) : WAITING;
    var some = world.deliveries.list(lane, states, null, 50).items();
    var underWay = some.stream().filter(one -> world.endpoints.isUnderWay(one.id())).toList();
    var choice = underWay.isEmpty() || world.chance(30) ? some : underWay;
    if (choice.isEmpty()) {
      return;
    }
    skip(api, choice.get(world.random.nextInt(choice.size())));
  }

  /** One whose circuit is open: what could be its probe goes. */
  private Optional<LaneKey> anyOpen() {
    return all.stream().filter(world.observer.restsSince::containsKey).findFirst();
  }

  /** Somebody skips one that its lane may have read already, and will send later. */
  void skipOneBehind(LaneKey lane) {
    world.deliveries.list(lane, WAITING, null, 100).items().stream()
        .filter(one -> one.orderingKey() == null && !world.endpoints.isUnderWay(one.id()))
        .findAny()
        .ifPresent(one -> skip(one.id()));
  }

  private void skipAll(Instance api, LaneKey lane) {
    world.deliveries.list(lane, WAITING, null, 100).items().forEach(one -> skip(api, one));
  }

  private void skip(Instance api, Delivery before) {
    if (!before.state().isFinal()) {
      world.order.skipped.add(before.id());
    }
    var after = api.skip.skip(before.id());
    boolean fine =
        after.isPresent()
            && (before.state().isFinal()
                ? after.get().equals(before)
                : after.get().state().isFinal());
    if (!fine) {
      throw new AssertionError("skipped " + before + ", is " + after);
    }
  }

  /** Somebody skips one while it is under way, if he may. */
  void skip(DeliveryId id) {
    world
        .instance()
        .ifPresent(
            api ->
                api.call(
                    () -> {
                      world.deliveries.get(id).ifPresent(one -> skip(api, one));
                      return true;
                    },
                    () -> {},
                    () -> {}));
  }

  private void enable(Instance api, Subscription before) {
    if (!before.isActive()) {
      changed.add(before.lane());
    }
    healed.add(before.lane());
    api.lanes.report(before.lane(), EndpointState::begunAnew, world.baton.instant());
    api.subscriptions.flag(before.lane(), null);
    var enabled = before.with(Status.ACTIVE, null, world.baton.instant());
    api.waker.around(before.lane(), () -> api.subscriptions.update(enabled));
  }

  private void update(
      Instance api, Subscription before, Status status, @Nullable DisabledReason reason) {
    changed.add(before.lane());
    api.subscriptions.update(before.with(status, reason, world.baton.instant()));
  }

  /** Any one whose lane keeps its limits. */
  private Optional<LaneKey> limited() {
    var limited = all.stream().filter(one -> rules(one).needLane()).toList();
    return limited.isEmpty()
        ? Optional.empty()
        : Optional.of(limited.get(world.random.nextInt(limited.size())));
  }

  /** One request that no delivery waits for: made at once, unless its lane is at work. */
  private void test(Instance api, LaneKey lane) {
    var call = Objects.requireNonNull(world.baton.call());
    var found = api.subscriptions.get(lane.tenantId(), lane.webhookId());
    if (found.isEmpty()) {
      return;
    }
    Instant begun = world.baton.instant();
    var before = world.lanes.state(lane);
    var sent = api.outOfTurn.run(found.get(), permit -> world.traffic.test(call, lane, permit));
    if (call.isDisturbed() || call.wasTroubled()) {
      return;
    }
    var after = world.lanes.state(lane);
    boolean free = before.leasedUntil() == null;
    if (!rules(lane).needLane()) {
      require(sent.orElse(false), "a test waits for a lane", lane);
    } else if (sent.isPresent()) {
      world.saw(State.SENT_OUT_OF_TURN);
      require(after.epoch() > before.epoch(), "a test without its lane", lane);
      boolean another = after.epoch() > before.epoch() + 1;
      require(!free || after.leasedUntil() == null || another, "a test keeps its lane", lane);
      require(another || world.wakeups.isAsked(lane, after.epoch()), "it is not woken", lane);
    } else {
      boolean taken = after.epoch() > before.epoch();
      require(!free || taken, "a test is refused by a lane that is free", lane);
      require(world.baton.instant().isAfter(begun.plusSeconds(1)), "it does not wait", lane);
    }
  }

  private static void require(boolean fine, String otherwise, LaneKey lane) {
    if (!fine) {
      throw new AssertionError(otherwise + ": " + lane);
    }
  }

  /** To another URL. */
  private void move(Instance api, Subscription before) {
    var elsewhere =
        new Subscription(
            before.id(),
            before.tenantId(),
            urls.next(before),
            before.description(),
            before.events(),
            before.sources(),
            before.locations(),
            before.payloadFormat(),
            before.rules(),
            before.status(),
            before.disabledReason(),
            before.signatures(),
            before.keys(),
            before.createdAt(),
            world.baton.instant(),
            before.version());
    if (api.subscriptions.update(elsewhere).isPresent() && isWaiting(before.lane())) {
      world.saw(State.MOVED_BETWEEN_ATTEMPTS);
    }
  }

  private boolean isWaiting(LaneKey lane) {
    return world.deliveries.count(lane).getOrDefault(DeliveryState.PENDING, 0L) > 0;
  }

  private void rotate(Instance api, Subscription before) {
    if (before.signatures().contains(SignatureScheme.V1A)) {
      world.keys.rotate(before.tenantId());
    }
    Instant now = world.baton.instant();
    var old = before.keys().getFirst();
    var keys =
        List.of(
            world.keys.of(before.lane()),
            new SigningKey(old.sealed(), old.createdAt(), now.plus(Duration.ofHours(24))));
    if (api.subscriptions.update(before.with(keys, now)).isPresent() && isWaiting(before.lane())) {
      world.saw(State.ROTATED_BETWEEN_ATTEMPTS);
    }
  }
}
