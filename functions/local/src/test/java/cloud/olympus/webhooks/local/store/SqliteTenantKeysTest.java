package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.signing.TenantKeys;
import cloud.olympus.webhooks.testkit.contract.TenantKeysContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqliteTenantKeysTest extends TenantKeysContract {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  protected TenantKeys keys() {
    return new SqliteTenantKeys(DATABASE.get());
  }
}
