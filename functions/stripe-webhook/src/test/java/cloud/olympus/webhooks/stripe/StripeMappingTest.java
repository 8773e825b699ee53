package cloud.olympus.webhooks.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Reading;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import cloud.olympus.webhooks.payment.UnroutedPaymentJson;
import cloud.olympus.webhooks.payment.UnroutedReading;
import cloud.olympus.webhooks.web.ProblemException;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeMappingTest {

  private static final String CARD_ERROR =
      ",\"last_payment_error\":{\"code\":\"card_declined\",\"message\":\"Declined.\"}";
  private static final String INTENT = ",\"payment_intent\":\"pi_1\"";

  static List<Arguments> ours() {
    String meta = Snapshots.METADATA;
    return List.of(
        row("payment_intent.succeeded", Snapshots.intent(meta, ""), "payment.captured", "pi_1"),
        row(
            "charge.succeeded",
            Snapshots.charge("null", ",\"captured\":true"),
            "payment.captured",
            "ch_1"),
        row("charge.captured", Snapshots.charge("null", ""), "payment.captured", "ch_1"),
        row("payment_intent.payment_failed", Snapshots.intent(meta, ""), "payment.failed", "pi_1"),
        row("charge.failed", Snapshots.charge("null", ""), "payment.failed", "ch_1"),
        row("charge.refunded", Snapshots.charge("\"pi_1\"", ""), "payment.refunded", "pi_1"),
        row("charge.refunded", Snapshots.charge("null", ""), "payment.refunded", "ch_1"),
        row(
            "charge.refunded",
            Snapshots.charge("{\"id\":\"pi_1\",\"object\":\"payment_intent\"}", ""),
            "payment.refunded",
            "pi_1"),
        dispute("created"),
        dispute("updated"),
        dispute("closed"),
        dispute("funds_withdrawn"),
        dispute("funds_reinstated"),
        row(
            "charge.dispute.created",
            Snapshots.about("dispute", "needs_response", meta, ",\"payment_intent\":null"),
            "payment.dispute.created",
            "ch_1"),
        row(
            "refund.failed",
            Snapshots.about("refund", "failed", meta, INTENT),
            "payment.refund.failed",
            "pi_1"),
        row(
            "refund.updated",
            Snapshots.about("refund", "failed", meta, ""),
            "payment.refund.failed",
            "ch_1"));
  }

  private static Arguments dispute(String what) {
    return row(
        "charge.dispute." + what,
        Snapshots.about("dispute", "needs_response", Snapshots.METADATA, INTENT),
        "payment.dispute." + what,
        "pi_1");
  }

  private static Arguments row(String stripe, String object, String olympus, String paymentId) {
    return Arguments.of(stripe, object, olympus, paymentId);
  }

  @ParameterizedTest(name = "{0} -> {2} of {3}")
  @MethodSource("ours")
  void eachTypeOfTheTableBecomesAnEventOfOurs(
      String stripe, String object, String olympus, String paymentId) {
    Event event = routed(Snapshots.of(stripe, object));

    assertEquals("stripe_evt_1", event.id());
    assertEquals(olympus, event.type());
    assertEquals("stripe", event.source());
    assertEquals("tenant-1", event.tenantId());
    assertEquals("location-1", event.locationId());
    assertEquals("2023-11-14T22:13:20Z", event.timestamp());
    assertEquals(paymentId, event.orderingKey());
    assertFalse(event.test());
    assertNull(event.traceparent());
    assertEquals(paymentId, data(event).get("id").getAsString());
    assertTrue(event.data().endsWith(",\"provider_object\":" + object + "}"), event.data());
    assertInstanceOf(
        Reading.Accepted.class, EnvelopeReader.read(Envelope.write(event).getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "charge.succeeded | \"pi_1\" | ,\"captured\":true",
        "charge.succeeded | null | ,\"captured\":false",
        "charge.succeeded | null | ,\"captured\":\"true\"",
        "charge.captured | \"pi_1\" | ,\"captured\":true",
        "charge.failed | \"pi_1\" | ,\"captured\":false",
        "charge.updated | null | ,\"captured\":true",
        "charge.expired | null | ,\"captured\":false",
        "charge.pending | null | ,\"captured\":false",
        "charge.refund.updated | null | ,\"captured\":true",
        "charge.dispute | null | ,\"captured\":true",
        "Payment_Intent.succeeded | null | ,\"captured\":true",
      })
  void whatAnotherEventTellsOrNobodyKnowsIsNoEventOfOurs(String type, String intent, String more) {
    String body = Snapshots.of(type, Snapshots.charge(intent, more));

    assertInstanceOf(Outcome.Skipped.class, outcome(Desk.OPEN, body, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pending", "succeeded", "canceled", "requires_action"})
  void onlyARefundThatFailedIsAFailedRefund(String status) {
    String body =
        Snapshots.of(
            "refund.updated", Snapshots.about("refund", status, Snapshots.METADATA, INTENT));

    assertInstanceOf(Outcome.Skipped.class, outcome(Desk.OPEN, body, null));
  }

  @Test
  void aPaymentIsToldByItsNumbersAndItsFailure() {
    assertEquals(
        "{\"id\":\"pi_1\",\"amount\":3100,\"currency\":\"gbp\",\"status\":\"succeeded\","
            + "\"refunded_amount\":0,\"failure_code\":\"card_declined\","
            + "\"failure_message\":\"Declined.\"",
        summary("payment_intent.payment_failed", Snapshots.intent("{}", CARD_ERROR)));
    assertEquals(
        "{\"id\":\"ch_1\",\"amount\":3100,\"currency\":\"gbp\",\"status\":\"succeeded\","
            + "\"refunded_amount\":0,\"failure_code\":\"expired_card\","
            + "\"failure_message\":\"Too old.\"",
        summary(
            "charge.failed",
            Snapshots.charge(
                "null", ",\"failure_code\":\"expired_card\",\"failure_message\":\"Too old.\"")));
    assertEquals(
        "{\"id\":\"pi_1\",\"amount\":3100,\"currency\":\"gbp\",\"status\":\"succeeded\","
            + "\"refunded_amount\":450,\"failure_code\":null,\"failure_message\":null",
        summary("charge.refunded", Snapshots.charge("\"pi_1\"", ",\"amount_refunded\":450")));
    assertEquals(
        "{\"id\":\"ch_1\",\"amount\":450,\"currency\":\"gbp\",\"status\":\"failed\","
            + "\"refunded_amount\":0,\"failure_code\":\"lost_or_stolen_card\","
            + "\"failure_message\":null",
        summary(
            "refund.failed",
            Snapshots.about(
                "refund", "failed", "{}", ",\"failure_reason\":\"lost_or_stolen_card\"")));
  }

  @Test
  void theAmountOfACapturedPaymentIsWhatWasCaptured() {
    assertEquals(
        2000,
        data(routed(
                Snapshots.of(
                    "payment_intent.succeeded",
                    Snapshots.intent(Snapshots.METADATA, ",\"amount_received\":2000"))))
            .get("amount")
            .getAsInt());
    assertEquals(
        2000,
        data(routed(
                Snapshots.of(
                    "charge.captured", Snapshots.charge("null", ",\"amount_captured\":2000"))))
            .get("amount")
            .getAsInt());
  }

  @Test
  void numberTextAndKeyOrderStayAsStripeGaveThem() {
    String object =
        Snapshots.intent(
            Snapshots.METADATA,
            ",\"zeta\":9007199254740993,\"alpha\":1.10,\"exp\":1E5,\"list\":[null,-0,true]");

    String data = routed(Snapshots.of("payment_intent.succeeded", object)).data();

    assertTrue(data.endsWith(",\"provider_object\":" + object + "}"), data);
  }

  @Test
  void stripesTestModeMakesTestEventsUnlessOnlyLiveOnesAreWanted() {
    String body =
        Snapshots.of("payment_intent.succeeded", Snapshots.intent(Snapshots.METADATA, ""))
            .replace("\"livemode\":true", "\"livemode\":false");

    assertTrue(routed(body).test());
    assertInstanceOf(
        Outcome.Skipped.class, outcome(Desk.settings(true, true, Desk.SECRET), body, null));
  }

  @Test
  void aConnectedAccountsPaymentIsNeverRoutedByItsMetadata() {
    UnroutedPayment payment =
        unrouted(
            Snapshots.of(
                "payment_intent.succeeded",
                Snapshots.intent(Snapshots.METADATA, ""),
                ",\"account\":\"acct_1\""));

    assertEquals("acct_1", payment.account());
    assertEquals("pi_1", payment.paymentId());
    assertEquals("tenant-1", payment.claimedTenantId());
    assertEquals("location-1", payment.claimedLocationId());
    assertEquals("payment.captured", payment.type());
    assertEquals("stripe", payment.source());
    assertEquals("stripe_evt_1", payment.eventId());
    assertEquals("2023-11-14T22:13:20Z", payment.timestamp());
    assertEquals(
        new UnroutedReading.Accepted(payment),
        UnroutedPaymentJson.read(UnroutedPaymentJson.write(payment).getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "[]",
        "\"tenant-1\"",
        "{\"order_id\":\"o-1\"}",
        "{\"tenant_id\":null}",
        "{\"tenant_id\":1}",
        "{\"tenant_id\":\"\"}",
        "{\"tenant_id\":\"a.b\"}",
        "{\"tenant_id\":\"../x\",\"location_id\":\"location-1\"}",
        "{\"tenant_id\":\"tenant-1\",\"location_id\":\"a b\"}",
        "{\"location_id\":\"location-1\"}"
      })
  void aPaymentWhoseMetadataNamesNoTenantByAnIdIsUnrouted(String metadata) {
    UnroutedPayment payment =
        unrouted(Snapshots.of("payment_intent.succeeded", Snapshots.intent(metadata, "")));

    assertNull(payment.account());
    assertEquals("pi_1", payment.paymentId());
    assertInstanceOf(
        UnroutedReading.Accepted.class,
        UnroutedPaymentJson.read(UnroutedPaymentJson.write(payment).getBytes(UTF_8)));
  }

  @Test
  void metadataWithoutALocationNamesTheWholeTenant() {
    Event event =
        routed(
            Snapshots.of(
                "payment_intent.succeeded", Snapshots.intent("{\"tenant_id\":\"tenant-1\"}", "")));

    assertEquals("tenant-1", event.tenantId());
    assertNull(event.locationId());
  }

  @Test
  void aDisputeWithoutMetadataOfItsOwnIsUnroutedByItsPayment() {
    UnroutedPayment byIntent =
        unrouted(
            Snapshots.of(
                "charge.dispute.created",
                Snapshots.about("dispute", "needs_response", "{}", INTENT)));
    UnroutedPayment byCharge =
        unrouted(
            Snapshots.of(
                "charge.dispute.created",
                Snapshots.about("dispute", "needs_response", "{}", ",\"payment_intent\":null")));

    assertEquals("pi_1", byIntent.paymentId());
    assertEquals("ch_1", byCharge.paymentId());
    assertNull(byIntent.claimedTenantId());
  }

  @Test
  void noClientSecretReachesASubscriberHoweverDeepItLies() {
    String secrets =
        ",\"client_secret\":\"pi_1_secret_a\",\"last_payment_error\":{\"code\":\"card_declined\","
            + "\"payment_intent\":{\"id\":\"pi_1\",\"client_secret\":\"pi_1_secret_b\"}},"
            + "\"more\":[[{\"client_secret\":{\"x\":\"pi_1_secret_c\"},\"client_secrets\":1}]]";

    for (String metadata : List.of(Snapshots.METADATA, "{}")) {
      String body =
          Snapshots.of("payment_intent.payment_failed", Snapshots.intent(metadata, secrets));
      String data =
          switch (outcome(Desk.OPEN, body, null)) {
            case Outcome.Routed(var event) -> event.data();
            case Outcome.Unrouted(var payment) -> payment.data();
            case Outcome.Skipped(var reason) -> throw new AssertionError(reason);
          };

      assertFalse(data.contains("_secret_"), data);
      assertFalse(data.contains("\"client_secret\""), data);
      assertTrue(
          data.endsWith(
              ",\"last_payment_error\":{\"code\":\"card_declined\","
                  + "\"payment_intent\":{\"id\":\"pi_1\"}},\"more\":[[{\"client_secrets\":1}]]}}"),
          data);
    }
  }

  @Test
  void noClientSecretIsPassedThrough() {
    String body =
        Snapshots.of(
            "setup_intent.created",
            "{\"id\":\"seti_1\",\"client_secret\":\"seti_1_secret_a\",\"metadata\":{}}");

    var passed =
        assertInstanceOf(
            Outcome.Unrouted.class, outcome(Desk.settings(false, true, Desk.SECRET), body, null));

    assertEquals(
        "{\"id\":\"seti_1\",\"provider_object\":{\"id\":\"seti_1\",\"metadata\":{}}}",
        passed.payment().data());
  }

  @ParameterizedTest
  @CsvSource({
    "plan.created,stripe.plan.created",
    "v2.core.account[requirements].updated,stripe.v2.core.account_requirements_.updated",
    "some-new.type,stripe.some_new.type"
  })
  void otherTypesArePassedThroughWhereAskedFor(String type, String expected) {
    String body =
        Snapshots.of(
            type,
            "{\"id\":\"plan_1\",\"object\":\"plan\",\"metadata\":" + Snapshots.METADATA + "}");

    var routed =
        assertInstanceOf(
            Outcome.Routed.class, outcome(Desk.settings(false, true, Desk.SECRET), body, null));

    assertEquals(expected, routed.event().type());
    assertEquals("plan_1", data(routed.event()).get("id").getAsString());
    assertNull(routed.event().orderingKey());
    assertInstanceOf(
        Reading.Accepted.class,
        EnvelopeReader.read(Envelope.write(routed.event()).getBytes(UTF_8)));
    assertInstanceOf(Outcome.Skipped.class, outcome(Desk.OPEN, body, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "a..b", "a.", "日本", "x1234567890"})
  void aTypeThatCannotBeANameOfOursIsSkippedOrMadeOne(String type) {
    String longType = type.startsWith("x") ? type.repeat(20) : type;
    String body = Snapshots.of(longType, "{\"id\":\"plan_1\",\"object\":\"plan\"}");

    Outcome outcome = outcome(Desk.settings(false, true, Desk.SECRET), body, null);

    if (outcome instanceof Outcome.Unrouted(var payment)) {
      assertTrue(EnvelopeReader.TYPE.matcher(payment.type()).matches(), payment.type());
    } else {
      assertInstanceOf(Outcome.Skipped.class, outcome);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      quoteCharacter = '\0',
      value = {
        "v2.core.event | null | -",
        "v2.core.event | \"acct_1\" | acct_1",
        "v2.core.event | \"org_1/acct_1\" | acct_1",
        "event | \"acct_1\" | acct_1"
      })
  void aThinEventIsPassedThroughWholeAndUnrouted(
      String kind, String context, @Nullable String account) {
    String body = thin(kind, context);

    assertInstanceOf(Outcome.Skipped.class, outcome(Desk.OPEN, body, null));
    var unrouted =
        assertInstanceOf(
            Outcome.Unrouted.class, outcome(Desk.settings(false, true, Desk.SECRET), body, null));

    assertEquals(account, unrouted.payment().account());
    assertEquals("stripe.v1.billing.meter.no_meter_found", unrouted.payment().type());
    assertEquals("2022-02-15T00:27:45.330Z", unrouted.payment().timestamp());
    assertEquals("{\"id\":\"fa_123\",\"provider_object\":" + body + "}", unrouted.payment().data());
    assertTrue(unrouted.payment().test());
  }

  @Test
  void aThinEventNamedLikeAPaymentIsNotTakenForOne() {
    String body =
        thin("v2.core.event", "null")
            .replace("v1.billing.meter.no_meter_found", "payment_intent.succeeded");

    assertInstanceOf(Outcome.Skipped.class, outcome(Desk.OPEN, body, null));
    var passed =
        assertInstanceOf(
            Outcome.Unrouted.class, outcome(Desk.settings(false, true, Desk.SECRET), body, null));
    assertEquals("stripe.payment_intent.succeeded", passed.payment().type());
    assertNull(passed.payment().paymentId());
  }

  @Test
  void anObjectTooLargeForTheBusIsLeftOutAndThatIsSaid() {
    String object =
        Snapshots.intent(Snapshots.METADATA, ",\"description\":\"" + "é".repeat(140_000) + "\"");

    Event event = routed(Snapshots.of("payment_intent.succeeded", object));

    assertEquals(
        "{\"id\":\"pi_1\",\"amount\":3100,\"currency\":\"gbp\",\"status\":\"succeeded\","
            + "\"refunded_amount\":0,\"failure_code\":null,\"failure_message\":null,"
            + "\"provider_object_omitted\":true}",
        event.data());
  }

  @Test
  void theLargestObjectThatIsKeptStillFitsTheBus() {
    String worst = "x".repeat(128);
    String metadata = "{\"tenant_id\":\"" + worst + "\",\"location_id\":\"" + worst + "\"}";
    int room = Event.MAX_BYTES - 8 * 1024 - 700;
    String object = Snapshots.intent(metadata, ",\"description\":\"" + "a".repeat(room) + "\"");

    Event event = routed(Snapshots.of("payment_intent.succeeded", object));

    assertTrue(event.data().contains("provider_object\":{"));
    assertTrue(Envelope.write(event).getBytes(UTF_8).length <= Event.MAX_BYTES);
  }

  @Test
  void theDeepestEventThatIsReadIsStillReadOnTheBus() {
    for (int depth = 50; depth <= 61; depth++) {
      String object =
          Snapshots.intent(
              Snapshots.METADATA, ",\"x\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1));

      Event event = routed(Snapshots.of("payment_intent.succeeded", object));

      assertInstanceOf(
          Reading.Accepted.class,
          EnvelopeReader.read(Envelope.write(event).getBytes(UTF_8)),
          "depth " + depth);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"id\":\"pi_1\"}",
        "{\"id\":\"pi_1\",\"amount\":1}",
        "{\"id\":\"pi_1\",\"amount\":\"1\",\"currency\":\"gbp\"}",
        "{\"id\":\"pi_1\",\"amount\":1.5,\"currency\":\"gbp\"}",
        "{\"id\":\"pi_1\",\"amount\":1e3,\"currency\":\"gbp\"}",
        "{\"id\":\"pi_1\",\"amount\":99999999999999999999,\"currency\":\"gbp\"}",
        "{\"id\":\"pi.1\",\"amount\":1,\"currency\":\"gbp\"}",
        "{\"id\":[],\"amount\":1,\"currency\":\"gbp\"}",
        "{\"id\":\"pi_1\",\"amount\":1,\"currency\":{}}"
      })
  void aPaymentWithoutIdAmountOrCurrencyIsNoPayment(String object) {
    String body = Snapshots.of("payment_intent.succeeded", object);

    var refused = assertThrows(ProblemException.class, () -> outcome(Desk.OPEN, body, null));

    assertEquals(400, refused.problem().status());
  }

  @Test
  void theRequestsTraceGoesOn() {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    String body =
        Snapshots.of("payment_intent.succeeded", Snapshots.intent(Snapshots.METADATA, ""));

    var routed = assertInstanceOf(Outcome.Routed.class, outcome(Desk.OPEN, body, trace));

    assertEquals(trace, routed.event().traceparent());
  }

  static String thin(String kind, String context) {
    return "{\"id\":\"evt_234\",\"object\":\""
        + kind
        + "\",\"type\":\"v1.billing.meter.no_meter_found\",\"livemode\":false,"
        + "\"created\":\"2022-02-15T00:27:45.330Z\",\"context\":"
        + context
        + ",\"related_object\":{\"id\":\"fa_123\",\"type\":\"billing.meter\","
        + "\"url\":\"/v1/billing/meters/fa_123\"}}";
  }

  private static String summary(String type, String object) {
    Outcome outcome = outcome(Desk.OPEN, Snapshots.of(type, object), null);
    String data =
        switch (outcome) {
          case Outcome.Routed(var event) -> event.data();
          case Outcome.Unrouted(var payment) -> payment.data();
          case Outcome.Skipped(var reason) -> reason;
        };
    return data.substring(0, data.indexOf(",\"provider_object\""));
  }

  private static Event routed(String body) {
    return assertInstanceOf(Outcome.Routed.class, outcome(Desk.OPEN, body, null)).event();
  }

  private static UnroutedPayment unrouted(String body) {
    return assertInstanceOf(Outcome.Unrouted.class, outcome(Desk.OPEN, body, null)).payment();
  }

  private static JsonObject data(Event event) {
    return JsonParser.parseString(event.data()).getAsJsonObject();
  }

  private static Outcome outcome(
      StripeSettings settings, String body, @Nullable String traceparent) {
    return new StripeMapping(settings).map(StripeEvent.read(body.getBytes(UTF_8)), traceparent);
  }
}
