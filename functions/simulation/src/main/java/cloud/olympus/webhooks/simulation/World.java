package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.simulation.Faults.Fault;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.memory.InMemoryDeliveries;
import cloud.olympus.webhooks.testkit.memory.InMemoryEventLog;
import cloud.olympus.webhooks.testkit.memory.InMemoryKillSwitches;
import cloud.olympus.webhooks.testkit.memory.InMemoryLanes;
import cloud.olympus.webhooks.testkit.memory.InMemoryStore;
import cloud.olympus.webhooks.testkit.memory.InMemorySubscriptions;
import cloud.olympus.webhooks.testkit.memory.InMemoryTenantKeys;
import cloud.olympus.webhooks.testkit.memory.InMemoryVault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A platform of some processes on one store, its tenants and their endpoints, and all that befalls
 * them, from one seed: on a good day of theirs this would be three days of work.
 */
final class World {

  static final Instant START = TestClock.START;

  /** So many processes there are mostly. */
  static final int FEW = 3;

  private static final int TENANTS = 5;
  private static final int ENDPOINTS_EACH = 2;
  private static final int EVENTS = 100;
  private static final int EARLY_FAULTS = 24;
  private static final int LATER_FAULTS = 16;

  /** At least so many calls of ports there are; the later faults come up to four times later. */
  private static final int CALLS = 400;

  /** As long as events are kept. */
  static final Duration KEPT = Duration.ofDays(30);

  /** So many more come at once where there is a crowd of processes, now and then. */
  private static final int FLOOD = 1_300;

  private static final boolean TRACE = Boolean.getBoolean("trace");

  final RandomGenerator random;
  final Baton baton;
  final Subscriptions subscriptions = new InMemorySubscriptions();
  final EventLog log;
  final Deliveries deliveries;
  final Lanes lanes;
  final KillSwitches killSwitches = new InMemoryKillSwitches();
  final EventBus notices = new NoticeBus(this);
  final Vault vault = new Recollection(new InMemoryVault());
  final InMemoryTenantKeys tenantKeys = new InMemoryTenantKeys();
  final Queue wakeups = new Queue(this);
  final Endpoints endpoints = new Endpoints(this);
  final Observer observer = new Observer(this);
  final Keys keys = new Keys(this);
  final Operators operators = new Operators(this);
  final Set<State> seen = EnumSet.noneOf(State.class);

  /** Every event that was accepted, as it was accepted first. */
  final Map<String, Event> accepted = new LinkedHashMap<>();

  /** All contents of each id that was accepted with several. */
  final Map<String, List<Event>> contested = new HashMap<>();

  /** Dead letters: the id of the event, and its content. */
  final Set<String> buried = new HashSet<>();

  final Order order = new Order(this);
  final Limits limits = new Limits(this);
  final Names names = new Names(this);
  final Traffic traffic = new Traffic(this);
  final Tellings tellings = new Tellings(this);
  final Punctuality punctuality = new Punctuality(this);
  final Invariants invariants = new Invariants(this);

  /** Whether all goes well but for the endpoints: then nothing may be late either. */
  final boolean calm;

  private final Bus bus = new Bus(this);
  private final Sweeper sweeper = new Sweeper(this);
  private final List<Optional<Instance>> instances = new ArrayList<>();
  private final Map<Integer, Fault> faults = new HashMap<>();
  private final int places;
  private int calls;
  private int happened;
  private long fingerprint;
  private int processes;
  private Instant slowUntil = Instant.MIN;

  World(long seed, int processes, boolean calm) {
    places = processes;
    this.calm = calm;
    random = new SplittableRandom(seed);
    baton = new Baton(random, START);
    var store = new InMemoryStore();
    log = new InMemoryEventLog(store);
    deliveries = new InMemoryDeliveries(store);
    lanes = new InMemoryLanes(store, Duration.ofSeconds(6));
  }

  /**
   * Runs it to the end, when nothing more happens by itself.
   *
   * @throws AssertionError where anything happened that must not
   */
  World run() {
    for (int i = 0; i < places; i++) {
      instances.add(Optional.of(new Instance(this)));
    }
    if (!calm) {
      planFaults();
    }
    for (int i = 0; i < TENANTS; i++) {
      for (int j = 0; j < ENDPOINTS_EACH; j++) {
        operators.subscribe("tenant-" + i, "wh-" + i + "-" + j);
      }
    }
    for (int i = 0; i < EVENTS; i++) {
      publish("evt-" + i);
    }
    if (places > FEW && !calm && chance(25)) {
      operators.subscribeQuick("tenant-quick", FLOOD);
    }
    if (!calm) {
      operators.goToWork();
      planCrashes();
    }
    baton.run();
    operators.enableSome();
    baton.run();
    invariants.check();
    limits.check();
    traffic.check();
    tellings.check();
    if (calm) {
      punctuality.check();
    }
    return this;
  }

  private void planFaults() {
    while (faults.size() < EARLY_FAULTS) {
      faults.put(random.nextInt(CALLS), anyOf(Fault.values()));
    }
    while (faults.size() < EARLY_FAULTS + LATER_FAULTS) {
      faults.put(random.nextInt(CALLS, 5 * CALLS), anyOf(Fault.values()));
    }
  }

  private void planCrashes() {
    for (int i = 0; i < places; i++) {
      int victim = i;
      soon(() -> instances.get(victim).ifPresent(Instance::crash));
      soon(() -> instances.get(victim).ifPresent(one -> one.freeze(seconds(5, 60))));
    }
  }

  private void publish(String id) {
    String tenant = "tenant-" + random.nextInt(TENANTS);
    String type = random.nextInt(4) == 0 ? "payment.captured" : "order.created";
    String key = random.nextBoolean() ? "table-" + random.nextInt(3) : null;
    var event = Samples.event(tenant, id, type, "{\"n\":\"" + id + "\"}").inOrderOf(key);
    soon(() -> accept(event));
    switch (random.nextInt(20)) {
      case 0 -> soon(() -> accept(event));
      case 1 -> {
        var other = Samples.event(tenant, id, type, "{\"n\":\"other\"}").inOrderOf(key);
        contested.put(id, List.of(event, other));
        soon(() -> accept(other));
      }
      default -> {}
    }
  }

  void accept(Event event) {
    if (accepted.putIfAbsent(event.id(), event) == null && event.orderingKey() != null) {
      order.of(event).add(event);
    }
    bus.publish(event);
  }

  // For its parts.

  /** A name for a new process. */
  String newName() {
    return "process-" + ++processes;
  }

  /** With {@code -Dtrace=true} everything that happens is printed. */
  void trace(Supplier<String> line) {
    if (TRACE) {
      System.out.println(baton.instant() + " " + line.get());
    }
  }

  void saw(State state) {
    seen.add(state);
  }

  /** Something that happens only where something went wrong. */
  void sawTrouble(State state) {
    if (calm) {
      throw new AssertionError(state + ", though nothing went wrong");
    }
    saw(state);
  }

  /** Whether something goes wrong that does so in so many of a hundred cases. */
  boolean mishap(int percent) {
    return !calm && chance(percent);
  }

  /** What happens at the next call of a port. */
  @Nullable Fault nextFault() {
    var fault = faults.get(calls++);
    happened += fault == null ? 0 : 1;
    return fault;
  }

  /** Something was done: the same in each run of a seed. */
  void did(String what) {
    fingerprint = 31 * fingerprint + what.hashCode() + baton.instant().hashCode();
  }

  /** Tells one course of events from another. */
  long fingerprint() {
    return fingerprint;
  }

  int faults() {
    return happened;
  }

  /** A process that lives. */
  Optional<Instance> instance() {
    int first = random.nextInt(instances.size());
    for (int i = 0; i < instances.size(); i++) {
      var one = instances.get((first + i) % instances.size());
      if (one.isPresent()) {
        return one;
      }
    }
    return Optional.empty();
  }

  /** After a while another process takes the place of one that died. */
  void restart(Instance died) {
    int place = instances.indexOf(Optional.of(died));
    instances.set(place, Optional.empty());
    baton.after(seconds(1, 20), () -> instances.set(place, Optional.of(new Instance(this))));
  }

  /** Now and then all stores are slow for a while, and not for one call alone. */
  void slowDown() {
    if (chance(20)) {
      slowUntil = baton.instant().plus(seconds(5, 30));
    }
  }

  boolean isSlow() {
    return baton.instant().isBefore(slowUntil);
  }

  /** The sweep must look after lanes again. */
  void watchLanes() {
    sweeper.arm();
  }

  /** Some time in the first minutes, mostly at once. */
  void soon(Runnable what) {
    baton.after(Duration.ofMillis(random.nextInt(random.nextBoolean() ? 2_000 : 300_000)), what);
  }

  Duration seconds(int from, int to) {
    return Duration.ofMillis(random.nextInt(from * 1_000, to * 1_000));
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T anyOf(T[] all) {
    return all[random.nextInt(all.length)];
  }
}
