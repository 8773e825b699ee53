package cloud.olympus.webhooks.forwarder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventAttributes;
import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.payment.Owner;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import cloud.olympus.webhooks.payment.UnroutedPaymentJson;
import cloud.olympus.webhooks.testkit.memory.ScriptedSender;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While a port cannot answer nothing is acknowledged, and afterwards nothing is missing. */
class OutageTest {

  private final TestForwarder forwarder = new TestForwarder();

  @AfterEach
  void close() {
    forwarder.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PaymentOwners.remember", "Subscriptions.routes", "EventLog.claim"})
  void anEventThatWasNotBegunIsDeliveredWhenItIsPushedAgain(String port) {
    var subscription = forwarder.subscribe();
    Event event = payment();

    forwarder.outage.begin(port);
    assertUnavailable(forwarder.push(event));
    assertEquals(0, forwarder.sentTo(subscription));
    forwarder.outage.end();

    assertEquals(204, forwarder.push(event).status());
    assertEquals(1, forwarder.sentTo(subscription));
  }

  @Test
  void theTimeOfAPassCountsFromThePushOn() {
    var subscription = forwarder.subscribe();
    var event = payment();
    var tooLong = Pass.BUDGET.minus(Courier.DEADLINE);

    forwarder.outage.begin("PaymentOwners.remember", () -> forwarder.clock.advance(tooLong));
    assertEquals(204, forwarder.push(event).status());
    assertEquals(0, forwarder.sentTo(subscription));
    forwarder.outage.end();

    assertEquals(204, forwarder.wake(subscription).status());
    assertEquals(1, forwarder.sentTo(subscription));
  }

  @Test
  void anEventWhoseOutcomeCouldNotBeRecordedIsTakenOverWhenItsClaimRunsOut() {
    var subscription = forwarder.subscribe();
    Event event = forwarder.event();

    forwarder.outage.begin("EventLog.record");
    assertUnavailable(forwarder.push(event));
    forwarder.outage.end();

    assertEquals(503, forwarder.push(event).status());
    forwarder.clock.advance(Duration.ofSeconds(30));
    assertEquals(204, forwarder.push(event).status());
    // The subscriber answered before the outcome was lost: the one case of a second delivery.
    assertEquals(2, forwarder.sentTo(subscription));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Lanes.note", "Wakeups.at"})
  void anUnfinishedDeliveryIsAcknowledgedOnlyOnceItsWakeUpExists(String port) {
    var subscription = forwarder.subscribe();
    forwarder.sender.next(subscription.lane(), ScriptedSender.status(500));
    Event event = forwarder.event();

    forwarder.outage.begin(port);
    assertUnavailable(forwarder.push(event));
    forwarder.outage.end();
    assertTrue(forwarder.wakeups.scheduled().isEmpty());

    assertEquals(204, forwarder.push(event).status());
    assertEquals(1, forwarder.wakeups.scheduled().size());
    assertEquals(1, forwarder.sentTo(subscription));
  }

  @Test
  void aDeadLetterThatTheBusCannotTakeIsNotAcknowledged() {
    byte[] data = "hello".getBytes(UTF_8);

    forwarder.outage.begin("EventBus.publish");
    assertUnavailable(forwarder.push(EventForwarder.EVENTS, data, Map.of()));
    forwarder.outage.end();
    assertTrue(forwarder.bus.messages().isEmpty());

    assertEquals(204, forwarder.push(EventForwarder.EVENTS, data, Map.of()).status());
    assertEquals("not_json", forwarder.published().reason());
  }

  @Test
  void aDeadLetterThatCannotBeStoredIsPushedAgain() {
    byte[] data = "hello".getBytes(UTF_8);
    var letter = DeadLetter.of("not_json", "", null, null, data, forwarder.clock.instant());
    var attributes = EventAttributes.of(letter);

    forwarder.outage.begin("DeadLetters.store");
    assertUnavailable(forwarder.push(EventForwarder.DEAD_LETTERS, data, attributes));
    forwarder.outage.end();

    assertEquals(204, forwarder.push(EventForwarder.DEAD_LETTERS, data, attributes).status());
    assertEquals(1, forwarder.stored().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PaymentAccounts.find", "EventBus.publish"})
  void anUnroutedPaymentIsPublishedWhenItIsPushedAgain(String port) {
    forwarder.accounts.put("acct_1", new Owner(forwarder.tenant, "loc_1"));
    var payment =
        new UnroutedPayment(
            "stripe_evt_1",
            "payment.captured",
            "stripe",
            "2026-03-01T09:59:59Z",
            "{}",
            false,
            "acct_1",
            null,
            null,
            null);
    byte[] data = UnroutedPaymentJson.write(payment).getBytes(UTF_8);

    forwarder.outage.begin(port);
    assertUnavailable(forwarder.push(EventForwarder.UNROUTED, data, Map.of()));
    forwarder.outage.end();

    assertEquals(204, forwarder.push(EventForwarder.UNROUTED, data, Map.of()).status());
    assertEquals(1, forwarder.bus.messages().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Lanes.acquire", "Subscriptions.get", "Deliveries.ready", "EventLog.get"})
  void aLaneThatCannotBeDrainedIsWokenAgain(String port) {
    var subscription = forwarder.subscribe();
    forwarder.sender.next(subscription.lane(), ScriptedSender.status(500));
    forwarder.push(forwarder.event());
    forwarder.clock.advance(Duration.ofSeconds(6));

    forwarder.outage.begin(port);
    assertUnavailable(forwarder.wake(subscription));
    forwarder.outage.end();
    assertEquals(1, forwarder.sentTo(subscription));

    assertEquals(204, forwarder.wake(subscription).status());
    assertEquals(2, forwarder.sentTo(subscription));
  }

  @Test
  void aSweepThatCannotSeeTheLanesSaysSo() {
    forwarder.outage.begin("Lanes.stale");

    assertUnavailable(forwarder.call(InMemoryRequest.post(EventForwarder.SWEEP)));
  }

  private void assertUnavailable(InMemoryResponse response) {
    assertEquals(503, response.status(), response.text());
    assertEquals("5", response.header("Retry-After").orElseThrow());
    assertFalse(response.text().contains("host-17"), response.text());
    assertTrue(forwarder.logged().contains("host-17"), forwarder.logged());
  }

  /** One that is remembered. */
  private Event payment() {
    return new Event(
        forwarder.tenant,
        "stripe_evt_1",
        "payment.captured",
        "stripe",
        null,
        "2026-03-01T09:59:59Z",
        "{}",
        "pi_1",
        null,
        false,
        null);
  }
}
