package cloud.olympus.webhooks.forwarder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.payment.Owner;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import cloud.olympus.webhooks.payment.UnroutedPaymentJson;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentPushesTest {

  private static final String DATA = "{\"id\":\"pi_1\",\"amount\":3100}";

  private final TestForwarder forwarder = new TestForwarder();

  @AfterEach
  void close() {
    forwarder.close();
  }

  @Test
  void aPaymentOfAKnownAccountReachesTheAccountsTenant() {
    var subscription = forwarder.subscribe(forwarder.sample().locations("loc_1"));
    forwarder.accounts.put("acct_1", new Owner(forwarder.tenant, "loc_1"));

    assertEquals(204, push(payment("payment.captured", "acct_1", null)).status());
    forwarder.pump();

    String body = forwarder.bodySentTo(subscription);
    assertTrue(body.contains("\"type\":\"payment.captured\""), body);
    assertTrue(body.contains("\"location_id\":\"loc_1\""), body);
    assertTrue(body.endsWith("\"data\":" + DATA + "}"), body);
  }

  @Test
  void aDisputeFindsTheTenantOfThePaymentThatItIsAbout() {
    var subscription = forwarder.subscribe();

    assertEquals(204, forwarder.push(captured("stripe_evt_1")).status());
    assertEquals(204, push(payment("payment.dispute.created", null, null)).status());
    forwarder.pump();

    assertEquals(
        List.of("payment.captured", "payment.dispute.created"),
        forwarder.sender.sent(subscription.lane()).stream()
            .map(request -> request.headers().get("Olympus-Event-Type"))
            .toList());
    assertTrue(forwarder.stored().isEmpty());
  }

  @Test
  void anEventOfAnotherProducerPlantsNoOwner() {
    assertEquals(204, forwarder.push(captured("evt_1")).status());

    push(payment("payment.dispute.created", null, null));

    assertEquals("unroutable", forwarder.published().reason());
  }

  @ParameterizedTest
  @CsvSource({", , unroutable", "acct_2, , unroutable", "acct_1, somebody, owner_mismatch"})
  void aPaymentThatNobodyCanBeToldToOwnIsTheOperators(
      @Nullable String account, @Nullable String claimed, String reason) {
    forwarder.accounts.put("acct_1", new Owner(forwarder.tenant, null));
    var payment = payment("payment.captured", account, claimed);

    assertEquals(204, push(payment).status());
    var letter = forwarder.published();
    forwarder.pump();

    assertEquals(reason, letter.reason());
    assertEquals(null, letter.tenantId());
    assertEquals("stripe_evt_2", letter.eventId());
    assertEquals(UnroutedPaymentJson.write(payment), letter.bodyText());
    assertEquals(List.of(letter), forwarder.stored());
    assertTrue(forwarder.sender.sent().isEmpty());
    assertTrue(forwarder.logged().contains("\"reason\":\"" + reason + "\""), forwarder.logged());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello | not_json",
        "[] | not_an_object",
        "{} | invalid_field",
        "{\"id\":\"a\",\"id\":\"b\"} | duplicate_key"
      })
  void whatIsNoPaymentIsADeadLetter(String data, String reason) {
    var response = forwarder.push(EventForwarder.UNROUTED, data.getBytes(UTF_8), Map.of());

    assertEquals(204, response.status());
    assertEquals(reason, forwarder.published().reason());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"stripe.plan.created", "stripe.v2.core.account_requirements_.updated", "stripe.x"})
  void stripesOwnTypesAreKnownWhereTheyWerePassedThrough(String type) {
    var subscription = forwarder.subscribe(forwarder.sample().events("stripe.*"));
    forwarder.accounts.put("acct_1", new Owner(forwarder.tenant, null));

    assertEquals(204, forwarder.push(event("stripe_evt_1", type, "stripe")).status());
    assertEquals(204, push(payment(type, "acct_1", null)).status());
    forwarder.pump();

    assertEquals(2, forwarder.sentTo(subscription));
    assertTrue(forwarder.stored().isEmpty());
  }

  @Test
  void ofAnotherSourceTheyAreNot() {
    assertEquals(204, forwarder.push(event("evt_1", "stripe.plan.created", "olympus")).status());

    assertEquals("unknown_type", forwarder.published().reason());
  }

  private InMemoryResponse push(UnroutedPayment payment) {
    return forwarder.push(
        EventForwarder.UNROUTED, UnroutedPaymentJson.write(payment).getBytes(UTF_8), Map.of());
  }

  private static UnroutedPayment payment(
      String type, @Nullable String account, @Nullable String claimed) {
    return new UnroutedPayment(
        "stripe_evt_2",
        type,
        "stripe",
        "2026-03-01T09:59:59Z",
        DATA,
        false,
        account,
        "pi_1",
        claimed,
        null);
  }

  private Event captured(String id) {
    return event(id, "payment.captured", "stripe");
  }

  private Event event(String id, String type, String source) {
    return new Event(
        forwarder.tenant,
        id,
        type,
        source,
        null,
        "2026-03-01T09:59:59Z",
        DATA,
        "pi_1",
        null,
        false,
        null);
  }
}
