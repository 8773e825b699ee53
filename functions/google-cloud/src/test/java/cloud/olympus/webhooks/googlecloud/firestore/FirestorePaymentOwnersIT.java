package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.payment.PaymentOwners;
import cloud.olympus.webhooks.testkit.contract.PaymentOwnersContract;
import java.security.SecureRandom;
import org.junit.jupiter.api.extension.RegisterExtension;

class FirestorePaymentOwnersIT extends PaymentOwnersContract {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  @Override
  protected PaymentOwners owners() {
    return FirestorePayments.owners(EMULATOR.firestore(), new SecureRandom());
  }
}
