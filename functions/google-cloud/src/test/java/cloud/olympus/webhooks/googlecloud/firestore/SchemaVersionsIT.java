package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.delivery.Outcome;
import cloud.olympus.webhooks.delivery.Trip;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.lane.LaneState;
import cloud.olympus.webhooks.ledger.IdempotencyKeys.Use;
import cloud.olympus.webhooks.payment.Owner;
import cloud.olympus.webhooks.signing.TenantKey;
import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.signing.VerifyingKey;
import cloud.olympus.webhooks.subscription.KillSwitches.Scope;
import cloud.olympus.webhooks.subscription.KillSwitches.Switch;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import com.google.cloud.firestore.Firestore;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What earlier releases have written is read by this one: each version of the documents is kept as
 * a file. A change of the documents takes a new version and a file more, which {@code
 * -Dschema.write=<version>} makes.
 */
class SchemaVersionsIT {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  private static final Path VERSIONS = Path.of("src", "test", "resources", "schema");

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final Subscription WELL =
      SubscriptionSample.of("tenant_1")
          .id("wh_well")
          .events("order.*", "payment.captured")
          .keys(new SigningKey("sealed-1", NOW, null), new SigningKey("sealed-0", NOW, NOW))
          .build();
  private static final Subscription FAILING =
      SubscriptionSample.of("tenant_1").id("wh_failing").locations("loc_1").paused().build();
  private static final Event EVENT =
      new Event(
          "tenant_1",
          "evt_1",
          Samples.TYPE,
          "storekit",
          "loc_1",
          "2026-03-01T11:00:00+01:00",
          "{\"z\":9007199254740993,\"a\":1.10}",
          "table 7",
          "guest-1",
          true,
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  private static final Delivery DELIVERED = Samples.delivered(fresh(WELL), NOW);
  private static final Delivery FAILED = Samples.failed(fresh(FAILING), NOW);
  private static final DeadLetter LETTER =
      DeadLetter.of("malformed", "no type", "tenant_1", "evt_2", new byte[] {1, 2, 3}, NOW);
  private static final TenantKeySet KEYS =
      new TenantKeySet(
          "tenant_1",
          List.of(
              new TenantKey(publicKey("A".repeat(43)), "sealed-3", NOW, null),
              new TenantKey(publicKey("B".repeat(42) + "A"), "sealed-2", NOW, NOW.plus(LEASE))),
          0);
  private static final Owner OWNER = new Owner("tenant_1", "loc_1");

  private static final Switch SWITCH =
      new Switch(new Scope("tenant_2", "wh_stopped"), "floods", NOW);

  private Firestore firestore;
  private Stored stored;

  @BeforeEach
  void connect() {
    firestore = EMULATOR.firestore();
    stored = new Stored(EMULATOR.address());
  }

  @ParameterizedTest
  @MethodSource
  void everyVersionIsRead(Path version) throws Exception {
    assertRead(Files.readString(version), number(version));
  }

  /** So that this release can be gone back to, and runs beside the next one. */
  @Test
  void whatALaterReleaseAddsIsOverlooked() throws Exception {
    var newest = everyVersionIsRead().getLast();
    var documents = JsonParser.parseString(Files.readString(newest)).getAsJsonObject();
    for (var collection : documents.asMap().values()) {
      for (var document : collection.getAsJsonObject().asMap().values()) {
        addLater(document.getAsJsonObject());
      }
    }

    assertRead(documents.toString(), number(newest));
  }

  /** Fields of that document and of what is nested in it, and a higher version. */
  private static void addLater(JsonObject fields) {
    fields
        .asMap()
        .forEach(
            (name, value) -> {
              var typed = value.getAsJsonObject();
              if (name.equals("schema_version")) {
                typed.addProperty("integerValue", "99");
              }
              if (typed.has("arrayValue") && typed.getAsJsonObject("arrayValue").has("values")) {
                typed
                    .getAsJsonObject("arrayValue")
                    .getAsJsonArray("values")
                    .forEach(one -> addLaterTo(one.getAsJsonObject()));
              }
            });
    fields.add("added_later", JsonParser.parseString("{\"stringValue\":\"unknown\"}"));
  }

  private static void addLaterTo(JsonObject value) {
    if (value.has("mapValue")) {
      addLater(value.getAsJsonObject("mapValue").getAsJsonObject("fields"));
    }
  }

  private void assertRead(String documents, int version) throws Exception {
    stored.write(documents);
    var random = new Random(2);
    var ports = FirestorePorts.of(firestore);
    var subscriptions = new FirestoreSubscriptions(firestore, random, System::nanoTime);

    assertEquals(Optional.of(WELL.withVersion(1)), subscriptions.get("tenant_1", "wh_well"));
    assertEquals(
        List.of(FAILING.withVersion(1), WELL.withVersion(1)),
        subscriptions.routes("tenant_1", "loc_1").subscriptions().stream()
            .sorted(Comparator.comparing(Subscription::id))
            .toList());
    var event = ports.log().get(EVENT.key()).orElseThrow();
    assertEquals(EVENT, event.event());
    assertEquals(NOW, event.acceptedAt());
    assertTrue(event.recorded());
    // Since version 3 with address and headers.
    boolean before = version < 3;
    assertEquals(
        Stream.of(DELIVERED.summary(), FAILED.summary())
            .map(summary -> before ? bare(summary) : summary)
            .toList(),
        event.deliveries());
    assertInstanceOf(
        Claim.Done.class, ports.log().claim(EVENT, List.of("wh_well"), NOW.plusSeconds(60), LEASE));
    assertEquals(FAILED, ports.deliveries().get(FAILED.id()).orElseThrow());
    assertEquals(
        new LaneState(FAILING.lane(), 1, NOW.plus(LEASE), NOW.plusSeconds(5)),
        ports.lanes().state(FAILING.lane()));
    assertEquals(
        List.of(LETTER),
        new FirestoreDeadLetters(firestore, random).list("tenant_1", null, 10).items());
    var replay =
        assertInstanceOf(
            Use.Replay.class,
            new FirestoreIdempotencyKeys(firestore, random)
                .begin("tenant_1/create", "key-1", "digest", NOW, LEASE, Duration.ofDays(1)));
    assertEquals("answer", new String(replay.answer(), StandardCharsets.UTF_8));
    assertEquals(Optional.of(OWNER), FirestorePayments.accounts(firestore, random).find("acct_1"));
    assertEquals(Optional.of(OWNER), FirestorePayments.owners(firestore, random).find("pi_1"));
    // Since version 2.
    assertEquals(
        Optional.of(KEYS.withVersion(1)).filter(_ -> documents.contains("\"signing_keys\"")),
        new FirestoreTenantKeys(firestore, random).find(KEYS.handle()));
    // Since version 4 in the files.
    assertEquals(
        documents.contains("\"switches\"") ? List.of(SWITCH) : List.of(),
        new FirestoreKillSwitches(firestore, random, System::nanoTime).current());
  }

  private static DeliverySummary bare(DeliverySummary summary) {
    var last = Objects.requireNonNull(summary.last());
    return new DeliverySummary(
        summary.webhookId(),
        summary.state(),
        summary.attempts(),
        new Outcome(last.status(), last.failure(), Trip.of(last.trip().took(), null), Map.of()),
        summary.dueAt(),
        summary.updatedAt());
  }

  static List<Path> everyVersionIsRead() throws Exception {
    try (Stream<Path> files = Files.list(VERSIONS)) {
      return files.sorted(Comparator.comparingInt(SchemaVersionsIT::number)).toList();
    }
  }

  private static int number(Path version) {
    return Integer.parseInt(version.getFileName().toString().replace(".json", ""));
  }

  @Test
  void thisReleaseWritesTheNewestVersion() throws Exception {
    write(new Random(1));

    String written = stored.read();
    String version = System.getProperty("schema.write");
    if (version != null) {
      Files.createDirectories(VERSIONS);
      Files.writeString(VERSIONS.resolve(version + ".json"), written);
    }
    assertEquals(Files.readString(everyVersionIsRead().getLast()), written);
  }

  private void write(RandomGenerator random) {
    var log = new FirestoreEventLog(firestore, random);
    var lanes = new FirestoreLanes(firestore, random);
    var keys = new FirestoreIdempotencyKeys(firestore, random);
    var subscriptions = new FirestoreSubscriptions(firestore, random, System::nanoTime);
    subscriptions.create(WELL);
    subscriptions.create(FAILING);
    var mine =
        assertInstanceOf(
            Claim.Mine.class, log.claim(EVENT, List.of(WELL.id(), FAILING.id()), NOW, LEASE));
    log.record(mine.token(), List.of(DELIVERED, FAILED), NOW);
    lanes.acquire(FAILING.lane(), NOW, LEASE);
    lanes.note(FAILING.lane(), NOW.plusSeconds(5), NOW);
    new FirestoreDeadLetters(firestore, random).store(LETTER);
    keys.begin("tenant_1/create", "key-1", "digest", NOW, LEASE, Duration.ofDays(1));
    keys.complete("tenant_1/create", "key-1", "answer".getBytes(StandardCharsets.UTF_8));
    FirestorePayments.accounts(firestore, random).put("acct_1", OWNER);
    FirestorePayments.owners(firestore, random).remember("pi_1", OWNER, NOW);
    new FirestoreTenantKeys(firestore, random).replace(KEYS);
    new FirestoreKillSwitches(firestore, random, System::nanoTime).put(SWITCH);
  }

  private static VerifyingKey publicKey(String base64) {
    return VerifyingKey.parse("whpk_" + base64 + '=').orElseThrow();
  }

  private static Delivery fresh(Subscription subscription) {
    return Delivery.fresh(Samples.deliveryId(EVENT, subscription.id()), EVENT.type(), NOW);
  }
}
