package cloud.olympus.webhooks.googlecloud.pubsub;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventAttributes;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import cloud.olympus.webhooks.payment.UnroutedPaymentJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bus on Pub/Sub: topics {@code events}, {@code events-unrouted} and {@code
 * events-dead-letter}. An event that has an ordering key carries one of its tenant and that key, an
 * unrouted payment its own id. Closing it sends what waits.
 */
public final class PubSubEventBus implements EventBus, AutoCloseable {

  /** What Pub/Sub takes for the value of an attribute, in bytes. */
  private static final int LONGEST_ATTRIBUTE = 1024;

  private static final String EVENTS = "events";
  private static final String UNROUTED = "events-unrouted";
  private static final String DEAD_LETTERS = "events-dead-letter";

  private final Catalogue catalogue;
  private final Topics topics;

  /** On the topics of a project, which are closed with it. */
  public PubSubEventBus(Topics topics, Catalogue catalogue) {
    this.catalogue = catalogue;
    this.topics = topics;
  }

  @Override
  public void publish(Event event) {
    // Neither holds a full stop, so no two tenants share a key.
    String key = event.orderingKey() == null ? null : event.tenantId() + '.' + event.orderingKey();
    publish(EVENTS, utf8(Envelope.write(event)), EventAttributes.of(event, catalogue), key);
  }

  @Override
  public void publish(UnroutedPayment payment) {
    byte[] data = utf8(UnroutedPaymentJson.write(payment));
    publish(UNROUTED, data, Map.of(), payment.paymentId());
  }

  @Override
  public void publish(DeadLetter letter) {
    byte[] data = Base64.getDecoder().decode(letter.body());
    publish(DEAD_LETTERS, data, EventAttributes.of(letter), null);
  }

  private void publish(
      String topic, byte[] data, Map<String, String> attributes, @Nullable String orderingKey) {
    Map<String, String> fitting = new HashMap<>(attributes);
    fitting.replaceAll((_, value) -> cut(value));
    topics.publish(topic, new Topics.Message(data, fitting, orderingKey));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String cut(String value) {
    // Four bytes at most for each character.
    if (value.length() <= LONGEST_ATTRIBUTE / 4) {
      return value;
    }
    byte[] bytes = utf8(value);
    if (bytes.length <= LONGEST_ATTRIBUTE) {
      return value;
    }
    int end = LONGEST_ATTRIBUTE;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(Arrays.copyOf(bytes, end), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    topics.close();
  }
}
