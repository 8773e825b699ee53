package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.ledger.DeadLetters;
import cloud.olympus.webhooks.testkit.contract.DeadLettersContract;
import java.security.SecureRandom;
import org.junit.jupiter.api.extension.RegisterExtension;

class FirestoreDeadLettersIT extends DeadLettersContract {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  @Override
  protected DeadLetters letters() {
    return new FirestoreDeadLetters(EMULATOR.firestore(), new SecureRandom());
  }
}
