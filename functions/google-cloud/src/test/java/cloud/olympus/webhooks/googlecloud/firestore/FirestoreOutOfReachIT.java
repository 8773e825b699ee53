package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.event.Budget;
import cloud.olympus.webhooks.event.ClaimToken;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.testkit.Samples;
import com.google.cloud.firestore.Firestore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** A Firestore that takes connections and never says a word. */
class FirestoreOutOfReachIT {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final Event event = Samples.event("tenant_1");
  private final LaneKey lane = new LaneKey("tenant_1", "wh_1");
  private ServerSocket silent;
  private Firestore firestore;

  @BeforeEach
  void connect() throws IOException {
    silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    firestore = FirestoreClient.connect("127.0.0.1:" + silent.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    firestore.shutdownNow();
    silent.close();
  }

  @Test
  @Timeout(20)
  void aClaimIsUnavailableWithinItsOwnDeadline() {
    var log = FirestorePorts.of(firestore).log();

    assertThrows(Unavailable.class, () -> log.claim(event, List.of("wh_1"), NOW, LEASE));
  }

  /** Each of them alone would wait for four seconds at least. */
  @Test
  @Timeout(20)
  void whoHasNoTimeLeftWaitsForNothing() {
    var ports = FirestorePorts.of(firestore);
    var subscriptions = new FirestoreSubscriptions(firestore, new SecureRandom(), () -> 0);
    var switches = new FirestoreKillSwitches(firestore, new SecureRandom(), () -> 0);
    var delivery = Delivery.fresh(Samples.deliveryId(event, "wh_1"), event.type(), NOW);
    List<Executable> calls =
        List.of(
            () -> subscriptions.routes("tenant_1", null),
            () -> subscriptions.get("tenant_1", "wh_1"),
            () -> subscriptions.flag(lane, null),
            switches::current,
            () -> ports.log().claim(event, List.of("wh_1"), NOW, LEASE),
            () -> ports.log().record(new ClaimToken(event.key(), ""), List.of(delivery), NOW),
            () -> ports.log().get(event.key()),
            () -> ports.deliveries().finish(delivery, 0),
            () -> ports.lanes().note(lane, NOW, NOW),
            () -> ports.lanes().state(lane),
            () -> ports.lanes().report(lane, state -> state, NOW));
    var over = Budget.of(Duration.ZERO, () -> 0);

    over.run(() -> calls.forEach(call -> assertThrows(Unavailable.class, call)));
  }
}
