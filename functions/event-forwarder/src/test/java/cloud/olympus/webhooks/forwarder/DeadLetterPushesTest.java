package cloud.olympus.webhooks.forwarder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventAttributes;
import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.Event;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadLetterPushesTest {

  private final TestForwarder forwarder = new TestForwarder();

  @AfterEach
  void close() {
    forwarder.close();
  }

  @Test
  void oneOfOursIsStoredAsItWasPublishedAndOnceHoweverOftenItIsPushed() {
    byte[] body = "hello".getBytes(UTF_8);
    var letter =
        DeadLetter.of("not_json", "no JSON", "t-1", "evt_1", body, forwarder.clock.instant());

    for (int i = 0; i < 2; i++) {
      assertEquals(204, push(body, EventAttributes.of(letter)));
    }

    assertEquals(List.of(letter), forwarder.stored());
  }

  @Test
  void whatTheBusGaveUpIsStoredAsUndeliverableWithItsAttributesTenant() {
    Event event = forwarder.event();

    assertEquals(
        204,
        push(
            Envelope.write(event).getBytes(UTF_8),
            Map.of(
                "tenant_id",
                event.tenantId(),
                "event_id",
                event.id(),
                "CloudPubSubDeadLetterSourceDeliveryCount",
                "100",
                "CloudPubSubDeadLetterSourceSubscription",
                "forwarder")));

    assertUndeliverable(event);
  }

  @Test
  void withoutAttributesTheTenantIsTheEnvelopes() {
    Event event = forwarder.event();

    assertEquals(204, push(Envelope.write(event).getBytes(UTF_8), Map.of()));

    assertUndeliverable(event);
  }

  @Test
  void ofAMalformedEnvelopeWhatIsSoundInItTells() {
    assertEquals(204, push("{\"tenant_id\":\"t-1\",\"id\":\"evt_1\"}".getBytes(UTF_8), Map.of()));

    var letter = forwarder.stored().getFirst();
    assertEquals("undeliverable", letter.reason());
    assertEquals("t-1", letter.tenantId());
    assertEquals("evt_1", letter.eventId());
  }

  @Test
  void whatNamesNobodyIsTheOperators() {
    assertEquals(204, push(new byte[] {1, 2, 3}, Map.of("tenant_id", "no/id")));

    var letter = forwarder.stored().getFirst();
    assertEquals("undeliverable", letter.reason());
    assertEquals(null, letter.tenantId());
    assertEquals("AQID", letter.body());
  }

  @Test
  void aMessageWithoutDataIsStoredToo() {
    String body = TestForwarder.body("", Map.of("tenant_id", "t-1"));

    assertEquals(204, forwarder.post(EventForwarder.DEAD_LETTERS, body).status());
    assertEquals(204, forwarder.post(EventForwarder.DEAD_LETTERS, "hello").status());

    assertEquals(
        "no_data", forwarder.deadLetters.list("t-1", null, 10).items().getFirst().reason());
    assertTrue(forwarder.stored().stream().anyMatch(l -> l.reason().equals("not_a_push")));
    assertTrue(forwarder.bus.messages().isEmpty());
  }

  private int push(byte[] data, Map<String, String> attributes) {
    return forwarder.push(EventForwarder.DEAD_LETTERS, data, attributes).status();
  }

  private void assertUndeliverable(Event event) {
    var letters = forwarder.deadLetters.list(event.tenantId(), null, 10).items();
    assertEquals(1, letters.size());
    assertEquals("undeliverable", letters.getFirst().reason());
    assertEquals(event.id(), letters.getFirst().eventId());
    assertEquals(
        Envelope.write(event),
        new String(Base64.getDecoder().decode(letters.getFirst().body()), UTF_8));
  }
}
