package cloud.olympus.webhooks.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.delivery.AttemptLog;
import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.delivery.KeyRing;
import cloud.olympus.webhooks.delivery.Notices;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.delivery.RetryPolicy;
import cloud.olympus.webhooks.delivery.Skip;
import cloud.olympus.webhooks.delivery.Stores;
import cloud.olympus.webhooks.delivery.Threads;
import cloud.olympus.webhooks.event.Budget;
import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.Checkup;
import cloud.olympus.webhooks.lane.Drain;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.OutOfTurn;
import cloud.olympus.webhooks.lane.Sweep;
import cloud.olympus.webhooks.lane.Waker;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.Subscriptions;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** A process with the engine in it, until it dies. What it knows in memory dies with it. */
final class Instance implements Threads {

  private final World world;
  private final Baton baton;
  private final Map<Call, Runnable> calls = new LinkedHashMap<>();
  private final Pass pass;
  private final Drain drain;
  private final Sweep sweep;
  private final EventBus bus;
  private Instant frozenUntil = Instant.MIN;
  private boolean dead;
  private final String name;

  final Subscriptions subscriptions;
  final KillSwitches killSwitches;
  final Lanes lanes;
  final Waker waker;
  final Skip skip;
  final OutOfTurn outOfTurn;

  Instance(World world) {
    this.world = world;
    this.baton = world.baton;
    this.name = world.newName();
    this.subscriptions = port(Subscriptions.class, world.subscriptions);
    this.killSwitches = port(KillSwitches.class, world.killSwitches);
    this.lanes = port(Lanes.class, world.lanes);
    var log = port(EventLog.class, world.log);
    var deliveries = port(Deliveries.class, world.deliveries);
    var wakeups = port(Wakeups.class, world.wakeups);
    // A lane that was not woken is left to the sweep, and that is told.
    BiConsumer<LaneKey, Unavailable> unwoken =
        (_, _) -> Objects.requireNonNull(baton.call()).admit();
    this.waker = new Waker(lanes, wakeups, baton, unwoken);
    this.outOfTurn = new OutOfTurn(lanes, wakeups, this, baton, unwoken);
    this.skip = new Skip(deliveries, waker, baton);
    LongSupplier nanos = () -> Duration.between(World.START, baton.instant()).toNanos();
    var fairway = new Fairway(Traffic.AT_ONCE, nanos);
    var policy = new RetryPolicy(world.random);
    this.bus = port(EventBus.class, world.notices);
    var notices = new Notices(bus::publish);
    var courier =
        new Courier(
            world.endpoints,
            new KeyRing(world.vault, world.tenantKeys),
            policy,
            subscriptions,
            notices,
            new Noted(),
            baton);
    var stores = new Stores(subscriptions, killSwitches, log, deliveries, lanes, wakeups);
    var checkup = new Checkup(stores, courier, notices, baton);
    this.pass = new Pass(stores, courier, checkup, fairway, this, baton, nanos, World.KEPT);
    this.drain = new Drain(stores, courier, checkup, fairway, this, baton, World.KEPT, () -> false);
    this.sweep = new Sweep(lanes, wakeups, this, baton);
  }

  private <T> T port(Class<T> type, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, new Faults(world, this, real)));
  }

  private final class Noted implements AttemptLog {
    @Override
    public void made(Event event, Delivery after) {
      world.traffic.noted();
    }

    @Override
    public void putOff(Delivery delivery, Unavailable why) {
      Objects.requireNonNull(baton.call()).admit();
    }
  }

  // What calls it.

  void push(Event event, Runnable acknowledged, Runnable refused) {
    call(
        true,
        () -> {
          var result = passed(event);
          checkHonest();
          if (result instanceof Pass.Result.Conflict) {
            bury(event);
          }
          if (result instanceof Pass.Result.Finished) {
            world.invariants.checkWoken(event);
          }
          return !(result instanceof Pass.Result.Busy);
        },
        acknowledged,
        refused);
  }

  private Pass.Result passed(Event event) {
    var call = Objects.requireNonNull(baton.call());
    Instant arrived = baton.instant();
    try {
      return pass.run(event);
    } finally {
      var took = Duration.between(arrived, baton.instant());
      require(
          dead || call.isDisturbed() || took.compareTo(Pass.LONGEST) <= 0,
          "a pass that took " + took);
    }
  }

  /** As the forwarder does it. */
  private void bury(Event event) {
    byte[] body = Envelope.write(event).getBytes(UTF_8);
    Instant now = baton.instant();
    bus.publish(
        DeadLetter.of("id_conflict", "another content", event.tenantId(), event.id(), body, now));
  }

  /** What a store has not answered must not end as if it had. */
  void checkHonest() {
    var call = Objects.requireNonNull(baton.call());
    require(call.isDisturbed() || !call.wasRefused(), "it hides that a store did not answer");
  }

  private static void require(boolean fine, String otherwise) {
    if (!fine) {
      throw new AssertionError(otherwise);
    }
  }

  /**
   * As the forwarder does it.
   *
   * @param again whether the same call was made before, and failed
   */
  void wake(LaneKey lane, boolean again, Runnable failed) {
    call(
        () -> {
          boolean drained = drain.run(lane);
          require(
              drained == Objects.requireNonNull(baton.call()).hasHeld(),
              "a drain without a lease, or none with it");
          if (!drained) {
            world.saw(again ? State.CALLED_UNTIL_FREE : State.LANE_LEASED);
          }
          checkHonest();
          return drained || !again;
        },
        () -> {},
        failed);
  }

  void sweep() {
    call(
        () -> {
          Objects.requireNonNull(baton.call()).sweep();
          var found = sweep.run();
          require((found.woken() > 0) == found.oldest().isPositive(), "a sweep that says " + found);
          if (found.woken() > 0) {
            world.saw(State.WOKEN_BY_THE_SWEEP);
          }
          return true;
        },
        () -> {},
        () -> {});
  }

  /**
   * Runs a call.
   *
   * @param failed happens where it answered so, where a store was unavailable, and where the
   *     process died first
   */
  void call(BooleanSupplier body, Runnable ended, Runnable failed) {
    call(false, body, ended, failed);
  }

  private void call(boolean direct, BooleanSupplier body, Runnable ended, Runnable failed) {
    var call = new Call(this, direct, baton.instant());
    calls.put(call, failed);
    baton.spawn(
        call,
        () -> {
          boolean well;
          try {
            well = body.getAsBoolean();
          } catch (Unavailable e) {
            well = false;
          } catch (RuntimeException e) {
            check();
            throw e;
          }
          check();
          calls.remove(call);
          (well ? ended : failed).run();
        });
  }

  // What happens to it.

  /** It dies; whoever called it sees that the connection is gone. */
  void crash() {
    dead = true;
    world.saw(State.CRASH);
    world.trace(() -> this + " dies");
    List.copyOf(calls.values()).forEach(Runnable::run);
    calls.clear();
    world.restart(this);
  }

  /** Nothing of it runs for a while, as where its machine has no time for it. */
  void freeze(Duration time) {
    world.saw(State.FREEZE);
    world.trace(() -> this + " stands still for " + time);
    frozenUntil = baton.instant().plus(time);
    calls.keySet().forEach(Call::disturb);
  }

  /** Comes back when it runs, if it lives. */
  void check() {
    while (!dead && baton.instant().isBefore(frozenUntil)) {
      baton.sleep(Duration.between(baton.instant(), frozenUntil));
    }
    if (dead) {
      throw new Crash();
    }
  }

  boolean isDead() {
    return dead;
  }

  @Override
  public String toString() {
    return name;
  }

  // What it runs.

  @Override
  public void execute(Runnable task) {
    check();
    baton.spawn(baton.call(), Budget.handedOn(task));
  }

  @Override
  public boolean await(CompletableFuture<?> future, Duration patience) {
    return baton.await(future, patience);
  }
}
