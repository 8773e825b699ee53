package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.ledger.IdempotencyKeys;
import cloud.olympus.webhooks.testkit.contract.IdempotencyKeysContract;

/** The contract, on the port in memory. */
final class InMemoryIdempotencyKeysTest extends IdempotencyKeysContract {

  @Override
  protected IdempotencyKeys keys() {
    return new InMemoryIdempotencyKeys();
  }
}
