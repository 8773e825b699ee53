package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.testkit.contract.LanesContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class FirestoreLanesIT extends LanesContract {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  @Override
  protected Lanes lanes() {
    return FirestorePorts.of(EMULATOR.firestore()).lanes();
  }

  /** The emulator lets writers of one document wait for each other. */
  @Override
  protected int crowd() {
    return 16;
  }
}
