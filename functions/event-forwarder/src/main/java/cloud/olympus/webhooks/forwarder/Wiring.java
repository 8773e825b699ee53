package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.delivery.Stores;
import cloud.olympus.webhooks.delivery.Threads;
import cloud.olympus.webhooks.googlecloud.Emulators;
import cloud.olympus.webhooks.googlecloud.firestore.FirestoreDeadLetters;
import cloud.olympus.webhooks.googlecloud.firestore.FirestoreDeliveries;
import cloud.olympus.webhooks.googlecloud.firestore.FirestoreEventLog;
import cloud.olympus.webhooks.googlecloud.firestore.FirestoreKillSwitches;
import cloud.olympus.webhooks.googlecloud.firestore.FirestoreLanes;
import cloud.olympus.webhooks.googlecloud.firestore.FirestorePayments;
import cloud.olympus.webhooks.googlecloud.firestore.FirestoreSettings;
import cloud.olympus.webhooks.googlecloud.firestore.FirestoreSubscriptions;
import cloud.olympus.webhooks.googlecloud.firestore.FirestoreTenantKeys;
import cloud.olympus.webhooks.googlecloud.pubsub.ClientTopics;
import cloud.olympus.webhooks.googlecloud.pubsub.PubSubEventBus;
import cloud.olympus.webhooks.googlecloud.pubsub.PubSubSettings;
import cloud.olympus.webhooks.googlecloud.tasks.CloudTasksSettings;
import cloud.olympus.webhooks.googlecloud.tasks.CloudTasksWakeups;
import cloud.olympus.webhooks.outbound.HttpSender;
import cloud.olympus.webhooks.outbound.Outbound;
import cloud.olympus.webhooks.outbound.OwnHosts;
import cloud.olympus.webhooks.outbound.RotatingVault;
import cloud.olympus.webhooks.outbound.TinkVault;
import cloud.olympus.webhooks.web.log.AttemptLines;
import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.settings.Settings;
import com.google.cloud.functions.HttpFunction;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/** What the function is made of where it runs alone: Firestore, Pub/Sub and Cloud Tasks. */
final class Wiring {

  /** Cloud Run kills a process 10 s after it told it to stop. */
  private static final Duration GRACE = Duration.ofSeconds(7);

  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private Wiring() {}

  static HttpFunction assemble(Settings settings, Log log) {
    // As precise as Firestore is.
    InstantSource clock = Clock.tickMillis(ZoneOffset.UTC);
    var keyset = settings.live("KEYSET", TinkVault::of, log).required();
    var callers = CallerSettings.read(settings, Emulators.all(settings), clock);
    var loopback = Emulators.loopback(settings);
    var own = settings.list("OWN_HOSTS", OwnHosts::of).orElse(OwnHosts.NONE);
    var pubSub = PubSubSettings.read(settings);
    var firestore = FirestoreSettings.read(settings);
    var tasks = CloudTasksSettings.read(settings);
    settings.check();
    RandomGenerator random = new SecureRandom();
    var store = firestore.get();
    var catalogue = Catalogue.load();
    var outbound = Outbound.to(loopback.get(), own.get());
    var forwarder =
        new EventForwarder(
            new EventForwarder.Ports(
                new Stores(
                    new FirestoreSubscriptions(store, random, System::nanoTime),
                    new FirestoreKillSwitches(store, random, System::nanoTime),
                    new FirestoreEventLog(store, random),
                    new FirestoreDeliveries(store, random),
                    new FirestoreLanes(store, random),
                    new CloudTasksWakeups(tasks.get(), clock)),
                new PubSubEventBus(new ClientTopics(pubSub.get()), catalogue),
                new FirestoreDeadLetters(store, random),
                FirestorePayments.accounts(store, random),
                FirestorePayments.owners(store, random),
                outbound.sender(),
                new RotatingVault(keyset.get(), keyset.get()::latest),
                new FirestoreTenantKeys(store, random)),
            callers.get(),
            catalogue,
            new AttemptLines(log, false),
            Threads.of(Executors.newVirtualThreadPerTaskExecutor()),
            FirestoreSettings.KEPT,
            clock,
            System::nanoTime,
            random,
            log);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(forwarder, outbound.sender())));
    return forwarder;
  }

  /** Finishes what runs, and what would take too long counts as interrupted and is recorded. */
  private static void stop(EventForwarder forwarder, HttpSender sender) {
    forwarder.stop();
    try {
      if (!forwarder.awaitIdle(GRACE)) {
        sender.interruptAll();
        forwarder.awaitIdle(LAST_WORDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
