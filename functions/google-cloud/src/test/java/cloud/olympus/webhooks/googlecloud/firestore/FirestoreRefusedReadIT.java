package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.contract.Ports;
import com.google.cloud.firestore.Firestore;
import io.grpc.Status.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an endpoint answered is written though a read before it is refused for the moment. */
class FirestoreRefusedReadIT {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final Wire wire = new Wire();
  private Firestore firestore;
  private Ports ports;

  @BeforeEach
  void connect() {
    firestore = EMULATOR.firestore(wire);
    ports = FirestorePorts.of(firestore);
  }

  @AfterEach
  void close() throws Exception {
    firestore.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Code.class,
      names = {"ABORTED", "DEADLINE_EXCEEDED", "INTERNAL", "RESOURCE_EXHAUSTED", "UNAVAILABLE"})
  void byALane(Code code) {
    var delivery = Delivery.fresh(Samples.deliveryId(Samples.lane()), Samples.TYPE, NOW);
    ports.deliveries().enqueue(delivery);
    wire.refuseNextRead(code);

    assertTrue(ports.deliveries().finish(Samples.delivered(delivery, NOW), 1));

    assertEquals(
        DeliveryState.DELIVERED, ports.deliveries().get(delivery.id()).orElseThrow().state());
  }

  @ParameterizedTest
  @EnumSource(
      value = Code.class,
      names = {"ABORTED", "DEADLINE_EXCEEDED", "INTERNAL", "RESOURCE_EXHAUSTED", "UNAVAILABLE"})
  void byAPass(Code code) {
    var event = Samples.event(Samples.fresh("tenant"));
    var mine = (Claim.Mine) ports.log().claim(event, List.of("wh_1"), NOW, LEASE);
    var delivery = Delivery.fresh(Samples.deliveryId(event, "wh_1"), event.type(), NOW);
    // Taken over, so what it records is merged with what is there.
    ports.log().claim(event, List.of("wh_1"), NOW.plus(LEASE), LEASE);
    wire.refuseNextRead(code);

    var recorded =
        ports
            .log()
            .record(mine.token(), List.of(Samples.delivered(delivery, NOW)), NOW.plus(LEASE));

    assertEquals(DeliveryState.DELIVERED, recorded.deliveries().getFirst().state());
  }
}
