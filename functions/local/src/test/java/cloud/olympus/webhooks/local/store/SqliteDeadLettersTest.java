package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.ledger.DeadLetters;
import cloud.olympus.webhooks.testkit.contract.DeadLettersContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqliteDeadLettersTest extends DeadLettersContract {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  protected DeadLetters letters() {
    return new SqliteDeadLetters(DATABASE.get());
  }
}
