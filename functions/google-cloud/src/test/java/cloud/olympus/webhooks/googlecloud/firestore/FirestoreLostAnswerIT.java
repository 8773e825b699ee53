package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.lane.Lease;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.ledger.IdempotencyKeys.Use;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import cloud.olympus.webhooks.testkit.contract.Ports;
import com.google.cloud.firestore.Firestore;
import io.grpc.Status.Code;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A commit that was made and whose answer never came, or that was refused for the moment. Google's
 * client sends it once more after {@code UNAVAILABLE}, and finds its own write in the way where it
 * was made; after {@code DEADLINE_EXCEEDED} and {@code ABORTED} it gives up. The client sees the
 * emulator through a {@link Relay}, which is between them like any proxy on the way.
 */
@ParameterizedClass
@EnumSource
class FirestoreLostAnswerIT {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final String WEBHOOK = "wh_1";
  private static final Status PAUSED = Status.PAUSED;

  private final Trouble trouble;
  private final Wire wire = new Wire();
  private final Event event = Samples.event("tenant_1");
  private final Delivery delivery =
      Delivery.fresh(Samples.deliveryId(event, WEBHOOK), event.type(), NOW);
  private Relay relay;
  private Firestore firestore;
  private Ports ports;
  private int troubles;

  FirestoreLostAnswerIT(Trouble trouble) {
    this.trouble = trouble;
  }

  /** What befalls a commit. */
  enum Trouble {
    /** The connection ends when the answer comes, and the client has not a byte of it. */
    CUT,
    LOST_UNAVAILABLE,
    LOST_DEADLINE_EXCEEDED,
    REFUSED_UNAVAILABLE,
    REFUSED_DEADLINE_EXCEEDED,
    REFUSED_ABORTED,
    REFUSED_RESOURCE_EXHAUSTED;

    void on(Wire wire, Relay relay) {
      switch (this) {
        case CUT -> wire.beforeNextCommit(relay::cutAtNextAnswer);
        case LOST_UNAVAILABLE -> wire.loseNextCommitAnswer(Code.UNAVAILABLE);
        case LOST_DEADLINE_EXCEEDED -> wire.loseNextCommitAnswer(Code.DEADLINE_EXCEEDED);
        case REFUSED_UNAVAILABLE -> wire.refuseNextCommit(Code.UNAVAILABLE);
        case REFUSED_DEADLINE_EXCEEDED -> wire.refuseNextCommit(Code.DEADLINE_EXCEEDED);
        case REFUSED_ABORTED -> wire.refuseNextCommit(Code.ABORTED);
        case REFUSED_RESOURCE_EXHAUSTED -> wire.refuseNextCommit(Code.RESOURCE_EXHAUSTED);
      }
    }
  }

  @BeforeEach
  void connect() throws Exception {
    relay = new Relay(EMULATOR.port());
    firestore = FirestoreClient.connect(relay.address(), wire);
    ports = FirestorePorts.of(firestore);
  }

  @AfterEach
  void close() throws Exception {
    firestore.close();
    relay.close();
    assertEquals(trouble == Trouble.CUT ? Math.max(1, troubles) : 0, relay.cuts());
  }

  @Test
  void aClaimIsKnownAgain() {
    trouble.on(wire, relay);

    var mine = claim(NOW);

    var recorded = ports.log().record(mine.token(), List.of(Samples.delivered(delivery, NOW)), NOW);
    assertTrue(recorded.owned());
    assertEquals(DeliveryState.DELIVERED, recorded.deliveries().getFirst().state());
  }

  @Test
  void aTakeoverIsKnownAgain() {
    claim(NOW);
    trouble.on(wire, relay);

    var mine = claim(NOW.plus(LEASE));

    assertTrue(
        ports.log().record(mine.token(), List.of(Samples.delivered(delivery, NOW)), NOW).owned());
  }

  @Test
  void aRecordIsKnownAgainAndItsDocumentsAreThereOnce() {
    var mine = claim(NOW);
    var failed = Samples.failed(delivery, NOW);
    trouble.on(wire, relay);

    var recorded = ports.log().record(mine.token(), List.of(failed), NOW);

    assertTrue(recorded.owned());
    assertEquals(List.of(failed.summary()), recorded.deliveries());
    assertEquals(Optional.of(failed), ports.deliveries().get(delivery.id()));
    assertInstanceOf(
        Claim.Done.class, ports.log().claim(event, List.of(WEBHOOK), NOW.plus(LEASE), LEASE));
  }

  @Test
  void whatAnEndpointAnsweredIsKeptThroughAReadThatFailsToo() {
    var mine = claim(NOW);
    trouble.on(wire, relay);
    wire.refuseNextRead(Code.UNKNOWN);

    var recorded = ports.log().record(mine.token(), List.of(Samples.failed(delivery, NOW)), NOW);

    assertTrue(recorded.owned());
    wire.refuseNextRead(Code.UNKNOWN);
    assertTrue(ports.deliveries().finish(Samples.delivered(delivery, NOW), 1));
  }

  @Test
  void anEnqueueIsKnownAgain() {
    trouble.on(wire, relay);

    assertTrue(ports.deliveries().enqueue(delivery));
  }

  @Test
  void aFinishIsKnownAgain() {
    ports.deliveries().enqueue(delivery);
    trouble.on(wire, relay);

    assertTrue(ports.deliveries().finish(Samples.delivered(delivery, NOW), 1));
  }

  @Test
  void aMoveIsCountedOnce() {
    ports.deliveries().enqueue(delivery);
    var lease = acquire();
    trouble.on(wire, relay);

    int moved =
        ports
            .deliveries()
            .move(lease, DeliveryState.PENDING, DeliveryState.HELD, "paused", NOW, 10);

    assertEquals(1, moved);
    assertEquals(DeliveryState.HELD, ports.deliveries().get(delivery.id()).orElseThrow().state());
  }

  @Test
  void aLeaseIsKnownAgain() {
    trouble.on(wire, relay);

    assertEquals(new Lease(delivery.id().lane(), 1, NOW.plus(LEASE)), acquire());
  }

  @Test
  void aLeaseThatWasRenewedIsKnownAgain() {
    var lease = acquire();
    trouble.on(wire, relay);

    var longer = ports.lanes().renew(lease, NOW.plusSeconds(10), LEASE);

    assertEquals(Optional.of(NOW.plusSeconds(10).plus(LEASE)), longer.map(Lease::until));
  }

  @Test
  void whoIsPutBehindAnotherComesAfterIt() {
    var first = delivery.inOrderOf("table-1");
    var later = Samples.event("tenant_1");
    var second =
        Delivery.fresh(Samples.deliveryId(later, WEBHOOK), later.type(), NOW).inOrderOf("table-1");
    ports.deliveries().enqueue(first);
    ports.deliveries().enqueue(second);
    trouble.on(wire, relay);

    var mayBeSent = ports.deliveries().first(second, NOW.plus(LEASE), NOW);

    assertEquals(Optional.of(first.id()), mayBeSent.map(Delivery::id));
    assertTrue(ports.deliveries().get(second.id()).orElseThrow().dueAt().isAfter(NOW));
    assertTrue(ports.deliveries().finish(Samples.delivered(first, NOW), 1));
    assertFalse(ports.deliveries().get(second.id()).orElseThrow().dueAt().isAfter(NOW));
  }

  @Test
  void aSubscriptionIsMadeChangedAndDeletedOnce() {
    var subscriptions = new FirestoreSubscriptions(firestore, new SecureRandom(), () -> 0);
    var wanted = SubscriptionSample.of("tenant_1").build();

    troubled(() -> assertEquals(wanted.id(), subscriptions.create(wanted).id()));
    var there = subscriptions.get("tenant_1", wanted.id()).orElseThrow();
    troubled(() -> assertTrue(subscriptions.update(there.with(PAUSED, null, NOW)).isPresent()));
    var changed = subscriptions.get("tenant_1", wanted.id()).orElseThrow();
    assertEquals(there.version() + 1, changed.version());
    assertEquals(PAUSED, changed.status());
    troubled(() -> assertTrue(subscriptions.delete("tenant_1", wanted.id(), changed.version())));
    assertTrue(subscriptions.get("tenant_1", wanted.id()).isEmpty());
  }

  @Test
  void aKeyOfARequestIsTakenAndAnsweredOnce() {
    var keys = new FirestoreIdempotencyKeys(firestore, new SecureRandom());
    String key = Samples.fresh("key");

    troubled(() -> assertInstanceOf(Use.First.class, begin(keys, key)));
    assertInstanceOf(Use.Running.class, begin(keys, key));
    troubled(() -> keys.complete("tenant_1", key, new byte[] {7}));

    assertArrayEquals(
        new byte[] {7}, assertInstanceOf(Use.Replay.class, begin(keys, key)).answer());
  }

  @Test
  void whatAnOperatorStopsIsStopped() {
    var switches = new FirestoreKillSwitches(firestore, new SecureRandom(), System::nanoTime);
    var scope = new KillSwitches.Scope(Samples.fresh("tenant"), null);

    troubled(() -> assertTrue(switches.put(new KillSwitches.Switch(scope, "a loop", NOW))));
    assertTrue(switches.stops(Objects.requireNonNull(scope.tenantId()), WEBHOOK));
    troubled(() -> assertTrue(switches.remove(scope)));
    assertFalse(switches.stops(Objects.requireNonNull(scope.tenantId()), WEBHOOK));
  }

  private static Use begin(FirestoreIdempotencyKeys keys, String key) {
    return keys.begin("tenant_1", key, "fingerprint", NOW, LEASE, LEASE);
  }

  @Test
  void aParkedLaneStillGivesItsWake() {
    var lease = acquire();
    trouble.on(wire, relay);

    var wake = ports.lanes().park(lease, NOW.plusSeconds(60), NOW);

    assertEquals(Optional.of(new Wake(lease.lane(), 1, NOW.plusSeconds(60))), wake);
  }

  @Test
  void aNoteStillGivesItsWake() {
    var lane = Samples.lane();
    trouble.on(wire, relay);

    assertEquals(Optional.of(new Wake(lane, 0, NOW)), ports.lanes().note(lane, NOW, NOW));
  }

  /** One of several calls, each of which has its own trouble. */
  private void troubled(Runnable call) {
    trouble.on(wire, relay);
    troubles++;
    call.run();
  }

  private Claim.Mine claim(Instant now) {
    return assertInstanceOf(
        Claim.Mine.class, ports.log().claim(event, List.of(WEBHOOK), now, LEASE));
  }

  private Lease acquire() {
    return ports.lanes().acquire(delivery.id().lane(), NOW, LEASE).orElseThrow();
  }
}
