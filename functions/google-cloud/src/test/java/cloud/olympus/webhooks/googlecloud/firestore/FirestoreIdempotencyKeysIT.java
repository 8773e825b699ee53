package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.ledger.IdempotencyKeys;
import cloud.olympus.webhooks.testkit.contract.IdempotencyKeysContract;
import java.security.SecureRandom;
import org.junit.jupiter.api.extension.RegisterExtension;

class FirestoreIdempotencyKeysIT extends IdempotencyKeysContract {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  @Override
  protected IdempotencyKeys keys() {
    return new FirestoreIdempotencyKeys(EMULATOR.firestore(), new SecureRandom());
  }
}
