package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.signing.SigningKeyPair;
import cloud.olympus.webhooks.signing.SigningSecret;
import cloud.olympus.webhooks.signing.TenantKey;
import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.memory.InMemoryVault;
import cloud.olympus.webhooks.testkit.memory.InMemoryWakeups;
import cloud.olympus.webhooks.testkit.memory.ScriptedSender;
import com.google.cloud.firestore.Firestore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What whole events cost, from the bus to the last answer. */
class CostOfAnEventIT {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  private final Wire wire = new Wire();
  private final TestClock clock = new TestClock();
  private final String tenant = Samples.fresh("tenant");
  private final InMemoryVault vault = new InMemoryVault();
  private final ScriptedSender sender = new ScriptedSender();
  private final InMemoryWakeups wakeups = new InMemoryWakeups();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Firestore firestore;
  private ForwarderOnEmulator forwarder;
  private int uncounted;

  @BeforeEach
  void connect() {
    firestore = EMULATOR.firestore(wire);
    forwarder = ForwarderOnEmulator.of(firestore, sender, vault, wakeups, threads, clock);
  }

  @AfterEach
  void close() throws Exception {
    threads.close();
    firestore.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 25})
  void aHealthyEventCostsTheSameAtAnyFanOut(int fanOut) {
    subscribe(tenant, fanOut);

    assertCost(Operations.EVENT, () -> pass(Samples.event(tenant)));

    assertEquals(fanOut, sender.sent().size());
  }

  @Test
  void otherTenantsMakeItNoDearer() {
    for (int i = 0; i < 30; i++) {
      subscribe(Samples.fresh("other"), 3);
    }
    subscribe(tenant, 1);

    assertCost(Operations.EVENT, () -> pass(Samples.event(tenant)));
  }

  @ParameterizedTest
  @CsvSource({"12, true", "13, false"})
  void theLocationOfAnEventIsOneReadMoreWhereManyAreBoundToLocations(int others, boolean few) {
    var event = Samples.fullEvent(tenant);
    subscribe(tenant, 12);
    subscribe(tenant, others, sample -> sample.locations("loc_9"));
    subscribe(tenant, 1, sample -> sample.locations(Objects.requireNonNull(event.locationId())));

    assertCost(
        few ? Operations.EVENT : Operations.EVENT.plus(Operations.LOCATION), () -> pass(event));

    assertEquals(13, sender.sent().size());
  }

  @Test
  void aSecondEventWithinASecondNeedsNoRoutes() {
    subscribe(tenant, 1);
    pass(Samples.event(tenant));

    assertCost(new Operations(0, 2, 1, 0), () -> pass(Samples.event(tenant)));
  }

  @Test
  void signaturesByTheTenantsKeyAreOneReadASecond() {
    subscribe(tenant, 5, sample -> sample.signatures(SignatureScheme.V1, SignatureScheme.V1A));
    tenantKey();

    assertCost(Operations.EVENT.plus(Operations.TENANT_KEYS), () -> pass(Samples.event(tenant)));
    assertCost(new Operations(0, 2, 1, 0), () -> pass(Samples.event(tenant)));
    clock.advance(Duration.ofSeconds(1));
    assertCost(Operations.EVENT.plus(Operations.TENANT_KEYS), () -> pass(Samples.event(tenant)));

    assertEquals(15, sender.sent().size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aDeliveryThatFailsCostsThatOfItsRetriesMore(int failures) {
    var lane = subscribe(tenant, 5).get(3).lane();
    var expected = Operations.EVENT.plus(Operations.RETRY);
    sender.next(lane, ScriptedSender.status(500));
    for (int i = 1; i < failures; i++) {
      sender.next(lane, ScriptedSender.status(500));
      expected = expected.plus(Operations.FURTHER_RETRY);
    }

    assertCost(
        expected,
        () -> {
          pass(Samples.event(tenant));
          for (int i = 0; i < failures; i++) {
            clock.advanceTo(wakeups.next().orElseThrow());
            assertEquals(1, wakeups.scheduled().size());
            uncounted(() -> forwarder.stores().killSwitches().current());
            wakeups.take(clock.instant()).forEach(wake -> forwarder.drain().run(wake.lane()));
          }
        });

    assertEquals(1 + failures, sender.sent(lane).size());
    assertEquals(List.of(), wakeups.scheduled());
  }

  @Test
  void theSwitchesOfOperatorsAreOneReadASecond() {
    subscribe(tenant, 1);
    clock.advance(Duration.ofSeconds(1));

    assertCost(Operations.EVENT.plus(Operations.SWITCHES), () -> passOnly(Samples.event(tenant)));
    assertCost(new Operations(0, 2, 1, 0), () -> passOnly(Samples.event(tenant)));
  }

  private void uncounted(Runnable what) {
    int before = wire.reads();
    what.run();
    uncounted += wire.reads() - before;
  }

  private void assertCost(Operations expected, Runnable what) {
    uncounted = 0;
    int reads = wire.reads();
    int writes = wire.writes();
    what.run();
    reads += uncounted;
    assertEquals(
        "%d reads, %d writes".formatted(expected.reads(), expected.writes()),
        "%d reads, %d writes".formatted(wire.reads() - reads, wire.writes() - writes));
  }

  /** By an instance that has asked for the switches in this second. */
  private void pass(Event event) {
    uncounted(() -> forwarder.stores().killSwitches().current());
    passOnly(event);
  }

  private void passOnly(Event event) {
    assertInstanceOf(Pass.Result.Finished.class, forwarder.pass().run(event));
  }

  /** Read again, as the forwarder has not made them. */
  private List<Subscription> subscribe(String owner, int number) {
    return subscribe(owner, number, sample -> sample);
  }

  private List<Subscription> subscribe(
      String owner, int number, UnaryOperator<SubscriptionSample> options) {
    List<Subscription> made = new ArrayList<>();
    var api = new FirestoreSubscriptions(firestore, new SecureRandom(), clock::nanos);
    for (int i = 0; i < number; i++) {
      String id = Samples.fresh("wh");
      var secret = SigningSecret.generate(new SecureRandom());
      String sealed = vault.seal(secret.bytes(), Subscription.owner(owner, id));
      var key = new SigningKey(sealed, clock.instant(), null);
      var sample = SubscriptionSample.of(owner).id(id).keys(key);
      made.add(api.create(options.apply(sample).build()));
    }
    return made;
  }

  private void tenantKey() {
    var pair = SigningKeyPair.generate();
    var key =
        new TenantKey(pair.publicKey(), vault.seal(pair.seed(), tenant), clock.instant(), null);
    new FirestoreTenantKeys(firestore, new SecureRandom())
        .replace(new TenantKeySet(tenant, List.of(key), 0));
  }
}
