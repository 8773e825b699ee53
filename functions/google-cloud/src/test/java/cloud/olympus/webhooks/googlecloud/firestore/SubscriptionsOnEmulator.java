package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import cloud.olympus.webhooks.testkit.contract.SubscriptionsContract;
import com.google.cloud.firestore.Firestore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Subscriptions on the emulator, by a clock that is set, some of them by a client that is watched.
 */
abstract class SubscriptionsOnEmulator extends SubscriptionsContract {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  final Wire wire = new Wire();
  final String tenant = Samples.fresh("tenant");
  Firestore watched;

  private final AtomicLong nanos = new AtomicLong();

  @BeforeEach
  void connect() {
    watched = EMULATOR.firestore(wire);
  }

  @AfterEach
  void close() throws Exception {
    watched.close();
  }

  @Override
  protected void settle() {
    pass(Duration.ofSeconds(1));
  }

  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** Of a process of its own. */
  Subscriptions on(Firestore firestore) {
    return new FirestoreSubscriptions(firestore, new SecureRandom(), nanos::get);
  }

  /** Likewise, with so many others in the tenant's route none enters that is bound to locations. */
  Subscriptions on(Firestore firestore, int many) {
    return new FirestoreSubscriptions(firestore, new SecureRandom(), nanos::get, many);
  }

  SubscriptionSample sample() {
    return SubscriptionSample.of(tenant);
  }
}
