package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.ledger.DeadLetters;
import cloud.olympus.webhooks.testkit.contract.DeadLettersContract;

/** The contract, on the port in memory. */
final class InMemoryDeadLettersTest extends DeadLettersContract {

  @Override
  protected DeadLetters letters() {
    return new InMemoryDeadLetters();
  }
}
