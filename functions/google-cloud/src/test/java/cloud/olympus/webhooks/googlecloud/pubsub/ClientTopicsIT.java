package cloud.olympus.webhooks.googlecloud.pubsub;

import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.event.Budget;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import org.junit.jupiter.api.Test;

class ClientTopicsIT extends PubSubEventBusContract {

  ClientTopicsIT() {
    super(ClientTopics::new, TopicPublisher.DEADLINE);
  }

  @Test
  void whoHasNoTimeLeftPublishesNothing() {
    var over = Budget.until(TestClock.START, new TestClock());

    assertThrows(Unavailable.class, () -> over.run(() -> bus().publish(Samples.event("tenant_1"))));
  }
}
