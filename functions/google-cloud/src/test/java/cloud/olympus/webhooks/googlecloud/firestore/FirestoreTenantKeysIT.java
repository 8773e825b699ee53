package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.signing.TenantKeys;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.contract.TenantKeysContract;
import com.google.cloud.firestore.Firestore;
import io.grpc.Status.Code;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FirestoreTenantKeysIT extends TenantKeysContract {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  private final Wire wire = new Wire();
  private Firestore watched;

  @BeforeEach
  void connect() {
    watched = EMULATOR.firestore(wire);
  }

  @AfterEach
  void close() throws Exception {
    watched.close();
  }

  @Override
  protected TenantKeys keys() {
    return new FirestoreTenantKeys(EMULATOR.firestore(), new SecureRandom());
  }

  @Test
  void aReplacementWhoseAnswerWasLostIsOneReplacement() {
    var none = TenantKeySet.none(Samples.fresh("tenant"));
    wire.loseNextCommitAnswer(Code.UNAVAILABLE);

    var stored = new FirestoreTenantKeys(watched, new SecureRandom()).replace(none);

    assertEquals(Optional.of(none.withVersion(1)), stored);
    assertEquals(stored, keys().find(none.handle()));
  }
}
