package cloud.olympus.webhooks.googlecloud.pubsub;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The topics by Google's client: over gRPC, many messages in one request. For what publishes much,
 * and carries gRPC anyway.
 */
public final class ClientTopics implements Topics {

  private final PubSub where;
  private final Map<Of, TopicPublisher> publishers = new ConcurrentHashMap<>();

  /** Of a project; nothing is connected until something is published. */
  public ClientTopics(PubSub where) {
    this.where = where;
  }

  private record Of(String topic, boolean ordered) {}

  @Override
  public void publish(String topic, Message message) {
    var sent =
        PubsubMessage.newBuilder()
            .setData(ByteString.copyFrom(message.data()))
            .putAllAttributes(message.attributes());
    String key = message.orderingKey();
    if (key != null) {
      sent.setOrderingKey(key);
    }
    publisher(topic, key != null).publish(sent.build());
  }

  private TopicPublisher publisher(String topic, boolean ordered) {
    return publishers.computeIfAbsent(
        new Of(topic, ordered), _ -> new TopicPublisher(where, topic, ordered));
  }

  @Override
  public void close() {
    publishers.values().forEach(TopicPublisher::close);
  }
}
