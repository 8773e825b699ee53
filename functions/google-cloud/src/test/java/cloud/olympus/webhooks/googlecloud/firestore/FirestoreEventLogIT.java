package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.event.EventFilter;
import cloud.olympus.webhooks.testkit.contract.EventLogContract;
import cloud.olympus.webhooks.testkit.contract.Ports;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirestoreEventLogIT extends EventLogContract {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  @Override
  protected Ports ports() {
    return FirestorePorts.of(EMULATOR.firestore());
  }

  /** The emulator lets writers of one document wait for each other. */
  @Override
  protected int crowd() {
    return 16;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?", "bm90aGluZw", "MSA", "eCB5", "OTk5OTk5OTk5OTk5OTk5OTk5OSB4"})
  void whatIsNoCursorIsRefused(String cursor) {
    var log = ports().log();

    assertThrows(
        IllegalArgumentException.class, () -> log.list("tenant_1", EventFilter.ALL, cursor, 10));
  }
}
