package cloud.olympus.webhooks.googlecloud.pubsub;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The topics of a project. Closing them sends what waits. Thread-safe. */
public interface Topics extends AutoCloseable {

  /**
   * What a topic is given.
   *
   * @param data its body
   * @param attributes by name, of at most 1,024 bytes each
   * @param orderingKey messages of the same key stay in order; null where it does not matter
   */
  record Message(byte[] data, Map<String, String> attributes, @Nullable String orderingKey) {}

  /**
   * Returns when the message is kept.
   *
   * @param topic its name in the project, such as {@code events}
   * @throws cloud.olympus.webhooks.event.Unavailable where it may not be
   */
  void publish(String topic, Message message);

  @Override
  void close();
}
