package cloud.olympus.webhooks.googlecloud.pubsub;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventAttributes;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import cloud.olympus.webhooks.payment.UnroutedPaymentJson;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.util.Base64;
import java.util.Map;

/**
 * The bus on Pub/Sub: topics {@code events}, {@code events-unrouted} and {@code
 * events-dead-letter}. An event that has an ordering key carries one of its tenant and that key.
 * Closing it sends what waits.
 */
public final class PubSubEventBus implements EventBus, AutoCloseable {

  /** What Pub/Sub takes for the value of an attribute, in bytes. */
  private static final int LONGEST_ATTRIBUTE = 1024;

  private final Catalogue catalogue;
  private final TopicPublisher events;
  private final TopicPublisher orderedEvents;
  private final TopicPublisher unrouted;
  private final TopicPublisher deadLetters;

  /** On the topics of a project; nothing is connected until something is published. */
  public PubSubEventBus(PubSub where, Catalogue catalogue) {
    this.catalogue = catalogue;
    this.events = new TopicPublisher(where, "events", false);
    this.orderedEvents = new TopicPublisher(where, "events", true);
    this.unrouted = new TopicPublisher(where, "events-unrouted", false);
    this.deadLetters = new TopicPublisher(where, "events-dead-letter", false);
  }

  /**
   * Makes the client of the events while the server still starts, so that the first event need not
   * wait for that.
   */
  public void prepare() {
    Thread.ofPlatform().daemon().name("prepares-pubsub").start(events::prepare);
  }

  @Override
  public void publish(Event event) {
    var message =
        message(
            EventAttributes.of(event, catalogue), ByteString.copyFromUtf8(Envelope.write(event)));
    if (event.orderingKey() == null) {
      events.publish(message.build());
    } else {
      // Neither holds a full stop, so no two tenants share a key.
      String key = event.tenantId() + '.' + event.orderingKey();
      orderedEvents.publish(message.setOrderingKey(key).build());
    }
  }

  @Override
  public void publish(UnroutedPayment payment) {
    var data = ByteString.copyFromUtf8(UnroutedPaymentJson.write(payment));
    unrouted.publish(message(Map.of(), data).build());
  }

  @Override
  public void publish(DeadLetter letter) {
    var data = ByteString.copyFrom(Base64.getDecoder().decode(letter.body()));
    deadLetters.publish(message(EventAttributes.of(letter), data).build());
  }

  private static PubsubMessage.Builder message(Map<String, String> attributes, ByteString data) {
    var message = PubsubMessage.newBuilder().setData(data);
    attributes.forEach((name, value) -> message.putAttributes(name, cut(value)));
    return message;
  }

  private static String cut(String value) {
    // Four bytes at most for each character.
    if (value.length() <= LONGEST_ATTRIBUTE / 4) {
      return value;
    }
    var bytes = ByteString.copyFromUtf8(value);
    if (bytes.size() <= LONGEST_ATTRIBUTE) {
      return value;
    }
    int end = LONGEST_ATTRIBUTE;
    while ((bytes.byteAt(end) & 0xC0) == 0x80) {
      end--;
    }
    return bytes.substring(0, end).toStringUtf8();
  }

  @Override
  public void close() {
    events.close();
    orderedEvents.close();
    unrouted.close();
    deadLetters.close();
  }
}
