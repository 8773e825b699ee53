package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.KillSwitches.Scope;
import cloud.olympus.webhooks.subscription.KillSwitches.Switch;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.contract.KillSwitchesContract;
import com.google.cloud.firestore.Firestore;
import io.grpc.Status.Code;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract, on Firestore's emulator. */
class FirestoreKillSwitchesIT extends KillSwitchesContract {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  private final TestClock clock = new TestClock();
  private KillSwitches switches;

  /** All switches are in one document: what other tests left goes first. */
  @BeforeEach
  void connect() throws Exception {
    Firestore firestore = EMULATOR.firestore();
    firestore.collection("switches").document("kill").delete().get();
    switches = new FirestoreKillSwitches(firestore, new SecureRandom(), clock::nanos);
  }

  @Test
  void anotherInstanceObeysWithinASecond() {
    var other = new FirestoreKillSwitches(EMULATOR.firestore(), new SecureRandom(), clock::nanos);
    assertFalse(other.stops("tenant_1", "wh_1"));

    switches.put(new Switch(Scope.ALL, "", clock.instant()));
    clock.advance(Duration.ofSeconds(1));
    assertTrue(other.stops("tenant_1", "wh_1"));

    switches.remove(Scope.ALL);
    clock.advance(Duration.ofSeconds(1));
    assertFalse(other.stops("tenant_1", "wh_1"));
  }

  @Test
  void whoeverAsksWithinASecondSharesOneReadAndOneThatFailedIsNoAnswer() throws Exception {
    var wire = new Wire();
    var watched = EMULATOR.firestore(wire);
    try {
      var watching = new FirestoreKillSwitches(watched, new SecureRandom(), clock::nanos);

      Crowd.all(64, () -> watching.stops("tenant_1", "wh_1"));

      assertEquals(1, wire.reads());
      clock.advance(Duration.ofSeconds(1));
      wire.refuseReads(Code.PERMISSION_DENIED);
      assertThrows(Unavailable.class, () -> watching.stops("tenant_1", "wh_1"));
      wire.refuseReads(Code.OK);
      assertFalse(watching.stops("tenant_1", "wh_1"));
    } finally {
      watched.close();
    }
  }

  @Override
  protected KillSwitches switches() {
    return switches;
  }

  @Override
  protected void settle() {
    clock.advance(Duration.ofSeconds(1));
  }
}
