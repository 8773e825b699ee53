package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.contract.KillSwitchesContract;
import com.google.cloud.firestore.Firestore;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
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

  @Override
  protected KillSwitches switches() {
    return switches;
  }

  @Override
  protected void settle() {
    clock.advance(Duration.ofSeconds(1));
  }
}
