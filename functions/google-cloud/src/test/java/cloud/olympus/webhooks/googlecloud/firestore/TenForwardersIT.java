package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.signing.SigningSecret;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.memory.InMemoryVault;
import cloud.olympus.webhooks.testkit.memory.InMemoryWakeups;
import cloud.olympus.webhooks.testkit.memory.ScriptedSender;
import com.google.cloud.firestore.Firestore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ten forwarders that have nothing in common but the database, the endpoints and the queue. */
class TenForwardersIT {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  private static final int FORWARDERS = 10;
  private static final int EVENTS = 30;

  private final TestClock clock = new TestClock();
  private final String tenant = Samples.fresh("tenant");
  private final InMemoryVault vault = new InMemoryVault();
  private final ScriptedSender sender = new ScriptedSender();
  private final InMemoryWakeups wakeups = new InMemoryWakeups();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Firestore> clients = new ArrayList<>();
  private final List<ForwarderOnEmulator> forwarders = new ArrayList<>();

  @BeforeEach
  void start() {
    for (int i = 0; i < FORWARDERS; i++) {
      var client = EMULATOR.firestore(new Wire());
      clients.add(client);
      forwarders.add(ForwarderOnEmulator.of(client, sender, vault, wakeups, threads, clock));
    }
  }

  @AfterEach
  void close() throws Exception {
    threads.close();
    for (var client : clients) {
      client.close();
    }
  }

  @Test
  void anEventThatAllOfThemGetAtOnceIsSentOnceToEachEndpoint() {
    var subscriptions = List.of(subscribe(), subscribe(), subscribe());

    for (int i = 0; i < EVENTS; i++) {
      push(Samples.event(tenant));
    }

    subscriptions.forEach(one -> assertEquals(EVENTS, sender.sent(one.lane()).size()));
  }

  @Test
  void aLaneThatAllOfThemDrainAtOnceSendsWhatIsDueOnce() {
    var subscription = subscribe();
    sender.always(subscription.lane(), _ -> ScriptedSender.status(500));
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      events.add(Samples.event(tenant));
      push(events.getLast());
    }
    int before = sender.sent(subscription.lane()).size();
    sender.always(subscription.lane(), _ -> ScriptedSender.status(200));

    while (wakeups.next().isPresent()) {
      clock.advanceTo(wakeups.next().orElseThrow());
      wakeups.take(clock.instant());
      Crowd.each(FORWARDERS, i -> () -> forwarders.get(i).drain().run(subscription.lane()));
    }

    assertEquals(EVENTS, sender.sent(subscription.lane()).size() - before);
    var deliveries = forwarders.getFirst().stores().deliveries();
    for (var event : events) {
      var delivery = deliveries.get(Samples.deliveryId(event, subscription.id())).orElseThrow();
      assertEquals(DeliveryState.DELIVERED, delivery.state());
    }
  }

  /** To all at once; who comes while another is at it is told to come back. */
  private void push(Event event) {
    var results = Crowd.each(FORWARDERS, i -> () -> forwarders.get(i).pass().run(event));
    assertTrue(results.stream().anyMatch(Pass.Result.Finished.class::isInstance));
  }

  private Subscription subscribe() {
    String id = Samples.fresh("wh");
    byte[] secret = SigningSecret.generate(new SecureRandom()).bytes();
    var key =
        new SigningKey(vault.seal(secret, Subscription.owner(tenant, id)), clock.instant(), null);
    return forwarders
        .getFirst()
        .stores()
        .subscriptions()
        .create(SubscriptionSample.of(tenant).id(id).keys(key).build());
  }
}
