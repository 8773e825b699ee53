package cloud.olympus.webhooks.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stripe's objects as Stripe publishes them, wrapped and signed as Stripe does. */
class StripeFixturesIT {

  private static @Nullable StripeMock stripe;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> program = StripeMock.find();
    assumeTrue(program.isPresent(), StripeMock.HOW_TO_INSTALL);
    stripe = StripeMock.start(program.orElseThrow());
  }

  @AfterAll
  static void stop() {
    if (stripe != null) {
      stripe.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "payment_intent.succeeded, payment_intents/pi_1, payment.captured, pi_1",
    "payment_intent.payment_failed, payment_intents/pi_1, payment.failed, pi_1",
    "charge.captured, charges/ch_1, payment.captured, ch_1",
    "charge.failed, charges/ch_1, payment.failed, ch_1",
    "charge.refunded, charges/ch_1, payment.refunded, ch_1",
    "refund.failed, refunds/re_1, payment.refund.failed, charge",
    "charge.dispute.created, disputes/dp_1, payment.dispute.created, charge",
    "charge.dispute.updated, disputes/dp_1, payment.dispute.updated, charge",
    "charge.dispute.closed, disputes/dp_1, payment.dispute.closed, charge",
    "charge.dispute.funds_withdrawn, disputes/dp_1, payment.dispute.funds_withdrawn, charge",
    "charge.dispute.funds_reinstated, disputes/dp_1, payment.dispute.funds_reinstated, charge",
  })
  void eachObjectBecomesAnEventOfThePlatformsOrOfAnAccount(
      String type, String path, String expected, String payment) {
    String fixture = fixture(path);
    JsonObject object = JsonParser.parseString(fixture).getAsJsonObject();
    String paymentId = payment.equals("charge") ? object.get("charge").getAsString() : payment;
    var desk = new Desk();

    assertEquals(200, desk.post(wrap(type, owned(fixture), "")).status());
    assertEquals(200, desk.post(wrap(type, fixture, "")).status());
    assertEquals(
        200, desk.post(wrap(type, owned(fixture), ",\n  \"account\": \"acct_1\"")).status());

    Event event = one(desk.bus.events);
    assertEquals(expected, event.type());
    assertEquals("tenant-1", event.tenantId());
    assertEquals("location-1", event.locationId());
    assertEquals(paymentId, event.orderingKey());
    assertEquals("2026-02-19T16:18:00Z", event.timestamp());
    assertTrue(event.test());
    JsonObject data = JsonParser.parseString(event.data()).getAsJsonObject();
    assertEquals(paymentId, data.get("id").getAsString());
    assertEquals(object.get("amount"), data.get("amount"));
    assertEquals(object.get("currency"), data.get("currency"));
    assertEquals(object.get("status"), data.get("status"));
    assertTrue(
        event
            .data()
            .endsWith(",\"provider_object\":" + JsonParser.parseString(owned(fixture)) + "}"),
        event.data());

    assertEquals(2, desk.bus.unrouted.size());
    UnroutedPayment own = desk.bus.unrouted.getFirst();
    assertEquals(expected, own.type());
    assertEquals(paymentId, own.paymentId());
    assertEquals(null, own.account());
    assertTrue(own.data().endsWith(",\"provider_object\":" + object + "}"), own.data());
    UnroutedPayment connected = desk.bus.unrouted.getLast();
    assertEquals("acct_1", connected.account());
    assertEquals("tenant-1", connected.claimedTenantId());
    assertEquals("location-1", connected.claimedLocationId());
    assertEquals(event.data(), connected.data());
  }

  @Test
  void aChargeThatIsOnlyAuthorisedIsNotCaptured() {
    String fixture = owned(fixture("charges/ch_1"));
    var desk = new Desk();

    assertEquals(200, desk.post(wrap("charge.succeeded", fixture, "")).status());
    assertTrue(desk.bus.isEmpty());

    String captured = replace(fixture, "\"captured\": false", "\"captured\": true");
    assertEquals(200, desk.post(wrap("charge.succeeded", captured, "")).status());
    assertEquals("payment.captured", one(desk.bus.events).type());
  }

  @Test
  void aChargeOfAnIntentIsToldByTheIntentAlone() {
    String fixture =
        replace(
            replace(owned(fixture("charges/ch_1")), "\"captured\": false", "\"captured\": true"),
            "\n  \"payment_intent\": null",
            "\n  \"payment_intent\": \"pi_1\"");
    var desk = new Desk();

    for (String type : List.of("charge.succeeded", "charge.captured", "charge.failed")) {
      assertEquals(200, desk.post(wrap(type, fixture, "")).status());
    }
    assertTrue(desk.bus.isEmpty());
    assertEquals(200, desk.post(wrap("charge.refunded", fixture, "")).status());
    assertEquals("pi_1", one(desk.bus.events).orderingKey());
  }

  @Test
  void aRefundIsAFailedOneOnlyOnceItFailed() {
    String fixture = owned(fixture("refunds/re_1"));
    var desk = new Desk();

    assertEquals(200, desk.post(wrap("refund.updated", fixture, "")).status());
    assertTrue(desk.bus.isEmpty());

    String failed = replace(fixture, "\"status\": \"succeeded\"", "\"status\": \"failed\"");
    assertEquals(200, desk.post(wrap("refund.updated", failed, "")).status());
    assertEquals("payment.refund.failed", one(desk.bus.events).type());
  }

  @Test
  void anEventAsStripePublishesItIsReceivedAndPassedThroughOnlyWhereAskedFor() {
    String body = fixture("events/evt_1");
    var desk = new Desk();
    var open = new Desk(Desk.settings(false, true, Desk.SECRET));

    assertEquals(200, desk.post(body).status());
    assertEquals(200, open.post(body).status());

    assertTrue(desk.bus.isEmpty());
    UnroutedPayment passed = one(open.bus.unrouted);
    assertEquals("stripe.plan.created", passed.type());
    assertEquals("stripe_evt_1", passed.eventId());
    assertEquals("2009-02-13T23:31:30Z", passed.timestamp());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "charges/ch_1",
        "payment_intents/pi_1",
        "refunds/re_1",
        "disputes/dp_1",
        "events?limit=1"
      })
  void anObjectThatIsNotWrappedAsAnEventIsABadRequest(String path) {
    var desk = new Desk();

    assertEquals(400, desk.post(fixture(path)).status());
    assertTrue(desk.bus.isEmpty());
  }

  @Test
  void aFixtureWithOneByteChangedDoesNotVerify() {
    String body = wrap("payment_intent.succeeded", owned(fixture("payment_intents/pi_1")), "");
    var desk = new Desk();

    assertEquals(
        400,
        desk.post(replace(body, "\"amount\": 1099", "\"amount\": 1098"), Desk.sign(body)).status());
    assertTrue(desk.bus.isEmpty());
  }

  private static String fixture(String path) {
    StripeMock running = stripe;
    if (running == null) {
      throw new AssertionError("not started");
    }
    return running.get(path);
  }

  /** The fixture, of a payment that the platform made for a location. */
  private static String owned(String fixture) {
    return replace(fixture, "\n  \"metadata\": {}", "\n  \"metadata\": " + Snapshots.METADATA);
  }

  private static String replace(String text, String old, String by) {
    String replaced = text.replace(old, by);
    assertFalse(replaced.equals(text), "the fixture no longer has " + old);
    return replaced;
  }

  /** The event around an object, laid out as Stripe sends it. */
  private static String wrap(String type, String object, String more) {
    return """
        {
          "id": "evt_1",
          "object": "event",
          "api_version": "2026-10-28.preview",
          "created": 1771517880,
          "data": {
            "object": %s
          },
          "livemode": false,
          "pending_webhooks": 1,
          "request": {"id": "req_1", "idempotency_key": null},
          "type": "%s"%s
        }"""
        .formatted(object.strip(), type, more);
  }

  private static <T> T one(List<T> list) {
    assertEquals(1, list.size(), list.toString());
    return list.getFirst();
  }
}
