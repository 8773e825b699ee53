package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.payment.PaymentAccounts;
import cloud.olympus.webhooks.testkit.contract.PaymentAccountsContract;
import java.security.SecureRandom;
import org.junit.jupiter.api.extension.RegisterExtension;

class FirestorePaymentAccountsIT extends PaymentAccountsContract {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  @Override
  protected PaymentAccounts accounts() {
    return FirestorePayments.accounts(EMULATOR.firestore(), new SecureRandom());
  }
}
