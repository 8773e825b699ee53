package cloud.olympus.webhooks.googlecloud.pubsub;

import java.time.Duration;

class HttpTopicsIT extends PubSubEventBusContract {

  @Override
  protected Topics topics(PubSub where) {
    return new HttpTopics(where);
  }

  @Override
  protected Duration deadline() {
    return HttpTopics.DEADLINE;
  }
}
