package cloud.olympus.webhooks.local.bus;

import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.local.store.Database;
import cloud.olympus.webhooks.web.log.Log;
import com.google.cloud.functions.HttpFunction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What Pub/Sub and Cloud Tasks are in the cloud: tables, and pumps that call the forwarder with the
 * same bodies. Thread-safe once started.
 */
public final class LocalBus {

  /** So little that a till does not notice, and so much that few connections publish a flood. */
  private static final Duration PUBLISHERS_WAIT = Duration.ofMillis(50);

  private static final int PUSHES_AT_ONCE = 2_048;
  private static final int DRAINS_AT_ONCE = 1_024;

  private final Database database;
  private final SqliteEventBus events;
  private final SqliteWakeups wakeups;
  private final InstantSource clock;
  private final Executor threads;
  private final Log log;
  private final Lobby publishers = new Lobby(PUBLISHERS_WAIT);
  private volatile @Nullable BusQueue queue;
  private volatile @Nullable Pump<BusQueue.Message> pushes;
  private volatile @Nullable Pump<Wake> drains;

  /** On an open file; nothing is pushed yet. */
  public LocalBus(
      Database database, Catalogue catalogue, InstantSource clock, Executor threads, Log log) {
    this.database = database;
    this.clock = clock;
    this.threads = threads;
    this.log = log;
    this.events = new SqliteEventBus(database, catalogue, clock, this::published);
    this.wakeups = new SqliteWakeups(database, () -> wake(drains));
  }

  private void published(String tenant) {
    var bus = queue;
    if (bus == null || bus.added(tenant)) {
      wake(pushes);
    }
  }

  private static void wake(@Nullable Pump<?> pump) {
    if (pump != null) {
      pump.wake();
    }
  }

  /** Where to publish. */
  public EventBus events() {
    return events;
  }

  /** Where others publish, who wait a moment where too many of their tenant's events wait. */
  public EventBus incoming() {
    return new PacedEventBus(events, this::awaitRoom);
  }

  private void awaitRoom(String tenant) {
    var bus = queue;
    if (bus != null) {
      bus.awaitRoom(tenant);
    }
  }

  /** Where to schedule. */
  public Wakeups wakeups() {
    return wakeups;
  }

  /** Begins to call the forwarder, first with what an earlier process left. */
  public void start(HttpFunction forwarder) {
    wakeups.restore();
    var bus = new BusQueue(database, forwarder, clock, publishers);
    queue = bus;
    bus.restore();
    var lanes = new WakeupQueue(database, forwarder, clock);
    pushes = started(new Pump<>("bus", bus, PUSHES_AT_ONCE, threads, clock, log));
    drains = started(new Pump<>("wake-ups", lanes, DRAINS_AT_ONCE, threads, clock, log));
  }

  private static <T> Pump<T> started(Pump<T> pump) {
    pump.start();
    return pump;
  }

  /** Hands out nothing more and waits for what is under way. */
  public void stop() {
    publishers.close();
    for (var pump : new @Nullable Pump<?>[] {pushes, drains}) {
      if (pump != null) {
        pump.stop();
      }
    }
    for (var pump : new @Nullable Pump<?>[] {pushes, drains}) {
      if (pump != null) {
        pump.close();
      }
    }
  }
}
