package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.signing.TenantKeys;
import cloud.olympus.webhooks.testkit.contract.TenantKeysContract;

class InMemoryTenantKeysTest extends TenantKeysContract {

  private final TenantKeys keys = new InMemoryTenantKeys();

  @Override
  protected TenantKeys keys() {
    return keys;
  }
}
