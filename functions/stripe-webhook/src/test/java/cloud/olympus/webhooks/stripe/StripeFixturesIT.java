package cloud.olympus.webhooks.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
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

  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

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
    JsonObject object = fixture(path);
    String paymentId = payment.equals("charge") ? object.get("charge").getAsString() : payment;
    var desk = new Desk();

    assertEquals(200, desk.post(wrap(type, owned(object), "")).status());
    assertEquals(200, desk.post(wrap(type, object, "")).status());
    assertEquals(
        200, desk.post(wrap(type, owned(object), ",\n  \"account\": \"acct_1\"")).status());

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
        event.data().endsWith(",\"provider_object\":" + shown(owned(object)) + "}"), event.data());

    assertEquals(2, desk.bus.unrouted.size());
    UnroutedPayment own = desk.bus.unrouted.getFirst();
    assertEquals(expected, own.type());
    assertEquals(paymentId, own.paymentId());
    assertEquals(null, own.account());
    assertTrue(own.data().endsWith(",\"provider_object\":" + shown(object) + "}"), own.data());
    UnroutedPayment connected = desk.bus.unrouted.getLast();
    assertEquals("acct_1", connected.account());
    assertEquals("tenant-1", connected.claimedTenantId());
    assertEquals("location-1", connected.claimedLocationId());
    assertEquals(event.data(), connected.data());
  }

  @Test
  void aChargeThatIsOnlyAuthorisedIsNotCaptured() {
    JsonObject charge = owned(fixture("charges/ch_1"));
    var desk = new Desk();

    assertEquals(200, desk.post(wrap("charge.succeeded", charge, "")).status());
    assertTrue(desk.bus.isEmpty());

    JsonObject captured = with(charge, "captured", "true");
    assertEquals(200, desk.post(wrap("charge.succeeded", captured, "")).status());
    assertEquals("payment.captured", one(desk.bus.events).type());
  }

  @Test
  void aChargeOfAnIntentIsToldByTheIntentAlone() {
    JsonObject charge =
        with(
            with(owned(fixture("charges/ch_1")), "captured", "true"), "payment_intent", "\"pi_1\"");
    var desk = new Desk();

    for (String type : List.of("charge.succeeded", "charge.captured", "charge.failed")) {
      assertEquals(200, desk.post(wrap(type, charge, "")).status());
    }
    assertTrue(desk.bus.isEmpty());
    assertEquals(200, desk.post(wrap("charge.refunded", charge, "")).status());
    assertEquals("pi_1", one(desk.bus.events).orderingKey());
  }

  @Test
  void aRefundIsAFailedOneOnlyOnceItFailed() {
    JsonObject refund = owned(fixture("refunds/re_1"));
    var desk = new Desk();

    assertEquals(200, desk.post(wrap("refund.updated", refund, "")).status());
    assertTrue(desk.bus.isEmpty());

    JsonObject failed = with(refund, "status", "\"failed\"");
    assertEquals(200, desk.post(wrap("refund.updated", failed, "")).status());
    assertEquals("payment.refund.failed", one(desk.bus.events).type());
  }

  @Test
  void anEventAsStripePublishesItIsReceivedAndPassedThroughOnlyWhereAskedFor() {
    String body = PRETTY.toJson(fixture("events/evt_1"));
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

    assertEquals(400, desk.post(PRETTY.toJson(fixture(path))).status());
    assertTrue(desk.bus.isEmpty());
  }

  @Test
  void aFixtureWithOneByteChangedDoesNotVerify() {
    String body = wrap("payment_intent.succeeded", owned(fixture("payment_intents/pi_1")), "");
    var desk = new Desk();

    assertEquals(
        400,
        desk.post(body.replace("\"amount\": 1099", "\"amount\": 1098"), Desk.sign(body)).status());
    assertTrue(desk.bus.isEmpty());
  }

  private static JsonObject fixture(String path) {
    StripeMock running = stripe;
    if (running == null) {
      throw new AssertionError("not started");
    }
    return JsonParser.parseString(running.get(path)).getAsJsonObject();
  }

  /** What subscribers may see of it. */
  private static JsonObject shown(JsonObject fixture) {
    JsonObject copy = fixture.deepCopy();
    Members.removeAll(copy, "client_secret");
    return copy;
  }

  /** The fixture, of a payment that the platform made for a location. */
  private static JsonObject owned(JsonObject fixture) {
    return with(fixture, "metadata", Snapshots.METADATA);
  }

  /** The same with another value of a member that is there. */
  private static JsonObject with(JsonObject fixture, String member, String json) {
    assertTrue(fixture.has(member), "the fixture no longer has " + member);
    JsonObject copy = fixture.deepCopy();
    copy.add(member, JsonParser.parseString(json));
    return copy;
  }

  /** The event around an object, laid out as Stripe sends it. */
  private static String wrap(String type, JsonObject object, String more) {
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
        .formatted(PRETTY.toJson(object), type, more);
  }

  private static <T> T one(List<T> list) {
    assertEquals(1, list.size(), list.toString());
    return list.getFirst();
  }
}
