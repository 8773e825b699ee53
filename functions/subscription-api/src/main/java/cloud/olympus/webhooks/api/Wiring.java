package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.KeyRing;
import cloud.olympus.webhooks.delivery.Notices;
import cloud.olympus.webhooks.delivery.RetryPolicy;
import cloud.olympus.webhooks.delivery.Threads;
import cloud.olympus.webhooks.googlecloud.Emulators;
import cloud.olympus.webhooks.googlecloud.firestore.FirestoreDeadLetters;
import cloud.olympus.webhooks.googlecloud.firestore.FirestoreDeliveries;
import cloud.olympus.webhooks.googlecloud.firestore.FirestoreEventLog;
import cloud.olympus.webhooks.googlecloud.firestore.FirestoreIdempotencyKeys;
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
import cloud.olympus.webhooks.outbound.Outbound;
import cloud.olympus.webhooks.outbound.OwnHosts;
import cloud.olympus.webhooks.outbound.RotatingVault;
import cloud.olympus.webhooks.outbound.TinkVault;
import cloud.olympus.webhooks.web.auth.JwtSettings;
import cloud.olympus.webhooks.web.log.AttemptLines;
import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.settings.Settings;
import com.google.cloud.functions.HttpFunction;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.random.RandomGenerator;

/** What the function is made of where it runs alone: Firestore, Pub/Sub and Cloud Tasks. */
final class Wiring {

  private Wiring() {}

  static HttpFunction assemble(Settings settings, Log log) {
    var clock = Clock.tickMillis(ZoneOffset.UTC);
    var authenticator = JwtSettings.read(settings, clock, log);
    var keyset = settings.live("KEYSET", TinkVault::of, log).required();
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
    var vault = new RotatingVault(keyset.get(), keyset.get()::latest);
    var subscriptions = new FirestoreSubscriptions(store, random, System::nanoTime);
    var tenantKeys = new FirestoreTenantKeys(store, random);
    return new SubscriptionApi(
        new Ports(
            subscriptions,
            vault,
            tenantKeys,
            new FirestoreEventLog(store, random),
            new FirestoreDeliveries(store, random),
            new FirestoreLanes(store, random),
            new CloudTasksWakeups(tasks.get(), clock),
            new PubSubEventBus(new ClientTopics(pubSub.get()), catalogue),
            new FirestoreDeadLetters(store, random),
            new FirestoreIdempotencyKeys(store, random),
            FirestorePayments.accounts(store, random),
            new FirestoreKillSwitches(store, random, System::nanoTime)),
        new Courier(
            outbound.sender(),
            new KeyRing(vault, tenantKeys),
            new RetryPolicy(random),
            subscriptions,
            Notices.none(),
            new AttemptLines(log, false).ofTests(),
            clock),
        Threads.of(Runnable::run),
        catalogue,
        outbound.check()::violations,
        authenticator.get(),
        clock,
        random,
        log);
  }
}
