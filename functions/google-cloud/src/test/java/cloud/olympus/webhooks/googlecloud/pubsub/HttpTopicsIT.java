package cloud.olympus.webhooks.googlecloud.pubsub;

class HttpTopicsIT extends PubSubEventBusContract {

  HttpTopicsIT() {
    super(HttpTopics::new, HttpTopics.DEADLINE);
  }
}
