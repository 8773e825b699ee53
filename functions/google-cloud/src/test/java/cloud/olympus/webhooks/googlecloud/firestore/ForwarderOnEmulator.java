package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.delivery.KeyRing;
import cloud.olympus.webhooks.delivery.Notices;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.delivery.RetryPolicy;
import cloud.olympus.webhooks.delivery.Sender;
import cloud.olympus.webhooks.delivery.Stores;
import cloud.olympus.webhooks.lane.Checkup;
import cloud.olympus.webhooks.lane.Drain;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.testkit.TestClock;
import com.google.cloud.firestore.Firestore;
import java.security.SecureRandom;
import java.util.concurrent.Executor;

/** The engine of a forwarder on a client of the emulator's, and what is not Firestore's. */
record ForwarderOnEmulator(Stores stores, Pass pass, Drain drain) {

  static ForwarderOnEmulator of(
      Firestore firestore,
      Sender sender,
      Vault vault,
      Wakeups wakeups,
      Executor threads,
      TestClock clock) {
    var random = new SecureRandom();
    var ports = FirestorePorts.of(firestore);
    var stores =
        new Stores(
            new FirestoreSubscriptions(firestore, random, clock::nanos),
            new FirestoreKillSwitches(firestore, random, clock::nanos),
            ports.log(),
            ports.deliveries(),
            ports.lanes(),
            wakeups);
    var keys = new KeyRing(vault, new FirestoreTenantKeys(firestore, random));
    var policy = new RetryPolicy(random);
    var notices = Notices.none();
    var courier =
        new Courier(sender, keys, policy, stores.subscriptions(), notices, (_, _) -> {}, clock);
    var checkup = new Checkup(stores, courier, notices, clock);
    var fairway = new Fairway(10, clock::nanos);
    var crew = clock.threads(threads);
    var kept = FirestoreSettings.KEPT;
    return new ForwarderOnEmulator(
        stores,
        new Pass(stores, courier, checkup, fairway, crew, clock, clock::nanos, kept),
        new Drain(stores, courier, checkup, fairway, crew, clock, kept, () -> false));
  }
}
