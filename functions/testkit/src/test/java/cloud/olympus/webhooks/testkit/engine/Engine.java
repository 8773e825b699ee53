package cloud.olympus.webhooks.testkit.engine;

import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.delivery.KeyRing;
import cloud.olympus.webhooks.delivery.Notices;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.delivery.RetryPolicy;
import cloud.olympus.webhooks.delivery.Stores;
import cloud.olympus.webhooks.delivery.Threads;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.lane.Checkup;
import cloud.olympus.webhooks.lane.Drain;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Sweep;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.signing.SigningSecret;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.memory.InMemoryDeliveries;
import cloud.olympus.webhooks.testkit.memory.InMemoryEventLog;
import cloud.olympus.webhooks.testkit.memory.InMemoryKillSwitches;
import cloud.olympus.webhooks.testkit.memory.InMemoryLanes;
import cloud.olympus.webhooks.testkit.memory.InMemoryStore;
import cloud.olympus.webhooks.testkit.memory.InMemorySubscriptions;
import cloud.olympus.webhooks.testkit.memory.InMemoryTenantKeys;
import cloud.olympus.webhooks.testkit.memory.InMemoryVault;
import cloud.olympus.webhooks.testkit.memory.InMemoryWakeups;
import cloud.olympus.webhooks.testkit.memory.ScriptedSender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The engine on ports in memory, for one tenant; a port can be replaced before it is used. */
final class Engine implements AutoCloseable {

  /** In the middle of its range, so that jitter changes nothing. */
  private static final RandomGenerator MIDDLE = () -> Long.MIN_VALUE;

  /** How long events are kept. */
  static final Duration KEPT = Duration.ofDays(30);

  /** The most requests to one endpoint at once. */
  static final int IN_FLIGHT_CAP = 10;

  /** The most direct ones of them. */
  static final int MOST_DIRECT = IN_FLIGHT_CAP - 1;

  final TestClock clock = new TestClock();
  final String tenant = Samples.fresh("tenant");
  final ScriptedSender sender = new ScriptedSender();
  final InMemoryWakeups queue = new InMemoryWakeups();
  final SigningSecret secret = SigningSecret.generate(RandomGenerator.getDefault());

  final AtomicBoolean stopping = new AtomicBoolean();
  Fairway fairway = new Fairway(IN_FLIGHT_CAP, clock::nanos);
  EventLog log;
  Deliveries deliveries;
  Lanes lanes;
  Subscriptions subscriptions = new InMemorySubscriptions();
  Wakeups wakeups = queue;
  KillSwitches killSwitches = new InMemoryKillSwitches();

  /** What tenants are told. */
  final List<Event> told = new CopyOnWriteArrayList<>();

  Consumer<Event> tell = told::add;

  final Notices notices = new Notices(event -> tell.accept(event));

  /** Ends a pass's waiting for answers that are slow. */
  CompletableFuture<Void> patience = new CompletableFuture<>();

  /** Ends its waiting for a place on the direct road: at once, unless told otherwise. */
  CompletableFuture<Void> patienceForAPlace = CompletableFuture.completedFuture(null);

  /** Ends a holder's waiting for answers, each time. */
  CompletableFuture<Void> renewal = new CompletableFuture<>();

  /** Happens whenever a holder has waited for a time. */
  Runnable onPause = () -> {};

  /**
   * Where there is one a holder waits for no answer: instead this happens, with the number of
   * requests that it has begun, and then time goes by.
   */
  volatile @Nullable IntConsumer insteadOfWaiting;

  /** Ends a time in which the machine has none for what a pass runs beside itself. */
  CompletableFuture<Void> busy = CompletableFuture.completedFuture(null);

  /** One permit for each request of a pass that has ended. */
  final Semaphore ended = new Semaphore(0);

  final InMemoryVault vault = new InMemoryVault();
  final InMemoryTenantKeys tenantKeys = new InMemoryTenantKeys();
  KeyRing keys = new KeyRing(vault, tenantKeys);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Engine() {
    var store = new InMemoryStore();
    log = new InMemoryEventLog(store);
    deliveries = new InMemoryDeliveries(store);
    lanes = new InMemoryLanes(store, Duration.ofSeconds(6));
  }

  @Override
  public void close() {
    threads.close();
  }

  // What is under test.

  Pass.Result pass(Event event) {
    var waiting = new PatientThreads();
    return new Pass(stores(), courier(), checkup(), fairway, waiting, clock, clock::nanos, KEPT)
        .run(event);
  }

  boolean drain(LaneKey lane) {
    return new Drain(
            stores(), courier(), checkup(), fairway, new BusyThreads(), clock, KEPT, stopping::get)
        .run(lane);
  }

  int sweep() {
    return new Sweep(lanes, wakeups, Threads.of(threads), clock).run().woken();
  }

  /** They wait as in the machine's own time; whoever pauses lets the clock go on. */
  private final class BusyThreads implements Threads {
    private final Threads real = clock.threads(threads);
    private int begun;

    @Override
    public void execute(Runnable task) {
      begun++;
      real.execute(task);
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration atMost) {
      var instead = insteadOfWaiting;
      if (instead != null) {
        instead.accept(begun);
        clock.advance(atMost);
        return future.isDone();
      }
      return real.await(CompletableFuture.anyOf(future, renewal.copy()), atMost) && future.isDone();
    }

    @Override
    public void pause(Duration time) {
      real.pause(time);
      onPause.run();
    }
  }

  /** They wait until their patience is over, and not for any time. */
  private final class PatientThreads implements Threads {
    @Override
    public void execute(Runnable task) {
      threads.execute(
          () -> {
            busy.join();
            task.run();
            ended.release();
          });
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration atMost) {
      var over = atMost.equals(Pass.FOR_A_PLACE) ? patienceForAPlace : patience;
      CompletableFuture.anyOf(future.exceptionally(_ -> null), over.copy()).join();
      return future.isDone();
    }
  }

  /** Waits for a latch within a request; false where it never opens. */
  static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Stores stores() {
    return new Stores(subscriptions, killSwitches, log, deliveries, lanes, wakeups);
  }

  private Checkup checkup() {
    return new Checkup(stores(), courier(), notices, clock);
  }

  private Courier courier() {
    return new Courier(
        sender, keys, new RetryPolicy(MIDDLE), subscriptions, notices, (_, _) -> {}, clock);
  }

  // What is around it.

  /** Calls the forwarder with every wake-up that is due. */
  void wake() {
    queue.take(clock.instant()).forEach(wake -> drain(wake.lane()));
  }

  /** Goes on to the next wake-up and calls it; false where none is scheduled. */
  boolean wakeNext() {
    var next = queue.next();
    next.ifPresent(clock::advanceTo);
    wake();
    return next.isPresent();
  }

  SubscriptionSample sample() {
    String id = Samples.fresh("wh");
    String sealed = vault.seal(secret.bytes(), Subscription.owner(tenant, id));
    return SubscriptionSample.of(tenant).id(id).keys(new SigningKey(sealed, clock.instant(), null));
  }

  Subscription subscribe() {
    return subscribe(sample());
  }

  Subscription subscribe(SubscriptionSample sample) {
    return subscriptions.create(sample.build());
  }

  /** As the API does it: the change, then a wake of the lane. */
  void change(Subscription subscription, Status status, @Nullable DisabledReason reason) {
    var current = current(subscription);
    subscriptions
        .update(current.with(status, reason, clock.instant()))
        .ifPresent(_ -> wakeLane(subscription));
  }

  void wakeLane(Subscription subscription) {
    lanes.note(subscription.lane(), clock.instant(), clock.instant()).ifPresent(queue::at);
  }

  Subscription current(Subscription subscription) {
    return subscriptions.get(tenant, subscription.id()).orElseThrow();
  }

  Event event() {
    return Samples.event(tenant);
  }

  Delivery document(Event event, Subscription subscription) {
    return deliveries.get(Samples.deliveryId(event, subscription.id())).orElseThrow();
  }

  boolean hasDocument(Event event, Subscription subscription) {
    return deliveries.get(Samples.deliveryId(event, subscription.id())).isPresent();
  }

  /** How many requests an endpoint got. */
  int sentTo(Subscription subscription) {
    return sender.sent(subscription.lane()).size();
  }
}
