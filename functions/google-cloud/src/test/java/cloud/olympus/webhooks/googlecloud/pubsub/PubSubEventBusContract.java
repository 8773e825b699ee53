package cloud.olympus.webhooks.googlecloud.pubsub;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.event.Reading;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.payment.UnroutedPaymentJson;
import cloud.olympus.webhooks.payment.UnroutedReading;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.contract.EventBusContract;
import cloud.olympus.webhooks.testkit.memory.BusMessage;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.pubsub.v1.PubsubMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The bus on the emulator, by each of the ways to its topics. */
abstract class PubSubEventBusContract extends EventBusContract {

  @RegisterExtension static final PubSubEmulator EMULATOR = new PubSubEmulator();

  private final BlockingQueue<BusMessage> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<PubsubMessage> raw = new LinkedBlockingQueue<>();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final Function<PubSub, Topics> topics;
  private final Duration deadline;
  private final PubSubEventBus bus;

  /**
   * One way to the topics.
   *
   * @param topics those of a project
   * @param deadline until a message is kept
   */
  PubSubEventBusContract(Function<PubSub, Topics> topics, Duration deadline) {
    this.topics = topics;
    this.deadline = deadline;
    this.bus = new PubSubEventBus(topics.apply(EMULATOR.where()), Catalogue.load());
  }

  @BeforeEach
  void subscribe() {
    for (var topic : PubSubEmulator.TOPICS) {
      subscribers.add(
          EMULATOR.subscribe(
              topic,
              Samples.fresh(topic + "-test"),
              (message, reply) -> {
                raw.add(message);
                received.add(message(topic, message));
                reply.ack();
              }));
    }
  }

  @AfterEach
  void stop() {
    bus.close();
    subscribers.forEach(Subscriber::stopAsync);
    subscribers.forEach(Subscriber::awaitTerminated);
  }

  @Override
  protected EventBus bus() {
    return bus;
  }

  @Override
  protected BlockingQueue<BusMessage> received() {
    return received;
  }

  @Test
  void aServiceInsideCanFilterByWhatTheAttributesSay() throws Exception {
    var event = Samples.fullEvent("tenant_1");

    bus.publish(event);

    var message = await();
    assertEquals(event.type(), message.getAttributesOrThrow("type"));
    assertEquals("tenant_1", message.getAttributesOrThrow("tenant_id"));
    assertEquals(event.id(), message.getAttributesOrThrow("event_id"));
    assertEquals(event.source(), message.getAttributesOrThrow("source"));
    assertEquals(event.locationId(), message.getAttributesOrThrow("location_id"));
    assertEquals(
        Catalogue.load().domainOf(event.source(), event.type()).orElseThrow(),
        message.getAttributesOrThrow("domain"));
  }

  @Test
  void anOrderingKeyIsOfItsTenantAlone() throws Exception {
    var event = Samples.fullEvent("tenant_1");

    bus.publish(event);

    var message = await();
    assertEquals("tenant_1." + event.orderingKey(), message.getOrderingKey());
    assertEquals("1", message.getAttributesOrThrow("ordered"));
  }

  @Test
  void aPaymentWhoseTenantIsToBeFoundKeepsItsOrder() throws Exception {
    bus.publish(Samples.unrouted("pi_1"));

    assertEquals("pi_1", await().getOrderingKey());
  }

  @Test
  void aLongDetailOfADeadLetterIsCutToWhatAnAttributeTakes() throws Exception {
    var letter =
        DeadLetter.of("not_json", "寿".repeat(2_000), null, null, new byte[] {1}, TestClock.START);

    bus.publish(letter);

    var detail = await().getAttributesOrThrow("detail");
    assertEquals("寿".repeat(1024 / 3), detail);
  }

  @Test
  void whereNobodyAnswersTheMessageMayNotBeKept() {
    var nowhere = new PubSub("olympus", Optional.empty(), Optional.of("127.0.0.1:1"));
    try (var lost = new PubSubEventBus(topics.apply(nowhere), Catalogue.load())) {
      long began = System.nanoTime();

      assertThrows(Unavailable.class, () -> lost.publish(Samples.event("tenant_1")));

      var took = System.nanoTime() - began;
      assertTrue(took < deadline.plusSeconds(5).toNanos(), took + " ns");
    }
  }

  @Test
  void aKeyGoesOnAfterOneOfItsMessagesWasRefused() {
    String topic = Samples.fresh("later");
    var message = new Topics.Message(new byte[] {1}, Map.of(), "tenant_1.key");
    try (var ordered = topics.apply(EMULATOR.where())) {
      assertThrows(Unavailable.class, () -> ordered.publish(topic, message));
      EMULATOR.create(topic);

      assertDoesNotThrow(() -> ordered.publish(topic, message));
    }
  }

  private PubsubMessage await() throws InterruptedException {
    var message = raw.poll(30, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("nothing came out of the bus");
    }
    return message;
  }

  private static BusMessage message(String topic, PubsubMessage message) {
    byte[] data = message.getData().toByteArray();
    return switch (topic) {
      case "events" ->
          new BusMessage.OfEvent(((Reading.Accepted) EnvelopeReader.read(data)).event());
      case "events-unrouted" ->
          new BusMessage.OfPayment(
              ((UnroutedReading.Accepted) UnroutedPaymentJson.read(data)).payment());
      default -> new BusMessage.OfDeadLetter(letter(message.getAttributesMap(), data));
    };
  }

  private static DeadLetter letter(Map<String, String> attributes, byte[] data) {
    return DeadLetter.of(
        attributes.getOrDefault("reason", ""),
        attributes.getOrDefault("detail", ""),
        attributes.get("tenant_id"),
        attributes.get("event_id"),
        data,
        TestClock.START);
  }
}
