package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.testkit.contract.VaultContract;

/** The contract, on the port in memory. */
final class InMemoryVaultTest extends VaultContract {

  private final Vault vault = new InMemoryVault();

  @Override
  protected Vault vault() {
    return vault;
  }

  @Override
  protected Vault other() {
    return new InMemoryVault();
  }
}
