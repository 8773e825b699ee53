package cloud.olympus.webhooks.googlecloud.pubsub;

class ClientTopicsIT extends PubSubEventBusContract {

  ClientTopicsIT() {
    super(ClientTopics::new, TopicPublisher.DEADLINE);
  }
}
