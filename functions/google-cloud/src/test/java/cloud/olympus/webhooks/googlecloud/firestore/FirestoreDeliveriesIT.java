package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.contract.DeliveriesContract;
import cloud.olympus.webhooks.testkit.contract.Ports;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FirestoreDeliveriesIT extends DeliveriesContract {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  @Override
  protected Ports ports() {
    return FirestorePorts.of(EMULATOR.firestore());
  }

  /** The emulator, on this machine, is asked for its time to the millisecond. */
  @Override
  protected void awaitLater() {
    long now = System.currentTimeMillis();
    while (System.currentTimeMillis() == now) {
      Thread.onSpinWait();
    }
  }

  @Test
  void ofMoreLongAnswersThanFitIntoADocumentTheNewestAreKept() {
    var now = Instant.parse("2026-03-01T10:00:00Z");
    var body = "寿".repeat(16 * 1024);
    var delivery = Delivery.fresh(Samples.deliveryId(Samples.lane()), Samples.TYPE, now);
    ports().deliveries().enqueue(delivery);
    for (int number = 1; number <= 40; number++) {
      var answer = new Answer.Answered(500, Map.of(), body, Duration.ofMillis(1), null);
      delivery =
          Samples.after(delivery, DeliveryState.PENDING, now, new Attempt(number, now, answer));
    }

    assertTrue(ports().deliveries().finish(delivery, 1));

    var kept = ports().deliveries().get(delivery.id()).orElseThrow();
    assertEquals(40, kept.attempts().size());
    assertEquals(delivery.attempts().getLast(), kept.attempts().getLast());
    assertEquals(
        "", ((Answer.Answered) kept.attempts().getFirst().answer()).body(), "the oldest gave way");
  }

  @Test
  void asManyAttemptsAsThereCanBeFitIntoADocumentWithTheirHeaders() {
    var now = Instant.parse("2026-03-01T10:00:00Z");
    Map<String, String> headers = new HashMap<>();
    for (int i = 0; i < 16; i++) {
      headers.put("webhook-note-" + i, "n".repeat(1_024));
    }
    var delivery = Delivery.fresh(Samples.deliveryId(Samples.lane()), Samples.TYPE, now);
    ports().deliveries().enqueue(delivery);
    for (int number = 1; number <= Delivery.MOST_ATTEMPTS; number++) {
      var answer = new Answer.Answered(500, headers, "", Duration.ofMillis(1), null);
      delivery =
          Samples.after(delivery, DeliveryState.PENDING, now, new Attempt(number, now, answer));
    }

    assertTrue(ports().deliveries().finish(delivery, 1));

    var kept = ports().deliveries().get(delivery.id()).orElseThrow();
    assertEquals(Delivery.MOST_ATTEMPTS, kept.attempts().size());
    assertEquals(delivery.attempts().getLast(), kept.attempts().getLast());
  }
}
