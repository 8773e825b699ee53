package cloud.olympus.webhooks.googlecloud.pubsub;

import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.event.Budget;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.testkit.Samples;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientTopicsIT extends PubSubEventBusContract {

  ClientTopicsIT() {
    super(ClientTopics::new, TopicPublisher.DEADLINE);
  }

  @Test
  void whoHasNoTimeLeftPublishesNothing() {
    var over = Budget.of(Duration.ZERO, System::nanoTime);

    assertThrows(Unavailable.class, () -> over.run(() -> bus().publish(Samples.event("tenant_1"))));
  }
}
