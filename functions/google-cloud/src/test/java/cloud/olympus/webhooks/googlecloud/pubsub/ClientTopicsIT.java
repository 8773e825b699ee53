package cloud.olympus.webhooks.googlecloud.pubsub;

import java.time.Duration;

class ClientTopicsIT extends PubSubEventBusContract {

  @Override
  protected Topics topics(PubSub where) {
    return new ClientTopics(where);
  }

  @Override
  protected Duration deadline() {
    return TopicPublisher.DEADLINE;
  }
}
