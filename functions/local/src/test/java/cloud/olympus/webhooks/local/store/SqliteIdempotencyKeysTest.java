package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.ledger.IdempotencyKeys;
import cloud.olympus.webhooks.testkit.contract.IdempotencyKeysContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqliteIdempotencyKeysTest extends IdempotencyKeysContract {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  protected IdempotencyKeys keys() {
    return new SqliteIdempotencyKeys(DATABASE.get());
  }
}
