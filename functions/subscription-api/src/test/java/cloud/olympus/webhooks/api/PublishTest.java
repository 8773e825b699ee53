package cloud.olympus.webhooks.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventKey;
import cloud.olympus.webhooks.testkit.memory.BusMessage;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishTest {

  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final TestApi api = new TestApi();
  private final TestApi.Caller caller = api.tenant("trattoria");

  private static String envelope(String more) {
    return "{'id':'evt_1','type':'order.created','timestamp':'2026-02-19T15:30:00Z','data':{'a':1}"
        + (more.isEmpty() ? "" : "," + more)
        + "}";
  }

  private Event published() {
    assertEquals(1, api.bus.messages().size());
    return ((BusMessage.OfEvent) api.bus.messages().remove()).event();
  }

  @Test
  void anEventIsOnTheBusOnceItIsAccepted() throws Exception {
    var response =
        caller.post(
            "/v1/events",
            envelope("'tenant_id':'trattoria','location_id':'loc_1','source':'storekit'"));

    assertEquals(202, response.status());
    assertEquals("evt_1", response.json().get("id").getAsString());
    assertEquals(
        new EventKey("trattoria", "evt_1").messageId(),
        response.json().get("message_id").getAsString());
    var event = published();
    assertEquals("loc_1", event.locationId());
    assertEquals("storekit", event.source());
    assertEquals("2026-02-19T15:30:00Z", event.timestamp());
  }

  @Test
  void theCatalogueFindsTheOrderingKeyUnlessTheProducerNamesOne() throws Exception {
    assertEquals("order-7", keyOf("{'id':'order-7'}", ""));
    assertEquals("7", keyOf("{'id':7}", ""));
    assertEquals("table-1", keyOf("{'id':'order-7'}", "'ordering_key':'table-1'"));
    assertNull(keyOf("{}", ""));
    assertNull(keyOf("{'id':null}", ""));
    assertNull(keyOf("{'id':{'x':1}}", ""));
    assertNull(keyOf("{'id':true}", ""));
    assertNull(keyOf("{'id':''}", ""));
    assertNull(keyOf("{'id':'" + "x".repeat(257) + "'}", ""));
  }

  private @Nullable String keyOf(String data, String more) throws Exception {
    String members = "'type':'order.created','timestamp':'2026-02-19T15:30:00Z','data':" + data;
    String body = '{' + members + (more.isEmpty() ? "" : ',' + more) + '}';
    assertEquals(202, caller.post("/v1/events", body).status());
    return published().orderingKey();
  }

  @Test
  void tenantAndIdMayBeLeftOut() throws Exception {
    var response =
        caller.post(
            "/v1/events", "{'type':'order.created','timestamp':'2026-02-19T15:30:00Z','data':{}}");

    assertEquals(202, response.status());
    var event = published();
    assertEquals("trattoria", event.tenantId());
    assertTrue(event.id().matches("evt_[0-9a-z]{26}"), event.id());
    assertEquals(event.id(), response.json().get("id").getAsString());
  }

  @Test
  void whoAsksForIdempotencyHasToChooseTheId() throws Exception {
    String body = envelope("").replace('\'', '"');
    var withId = caller.request("POST", "/v1/events").header("Idempotency-Key", "k");
    var without = caller.request("POST", "/v1/events").header("Idempotency-Key", "k");

    assertEquals(202, api.send(withId.json(body)).status());
    var refused = api.send(without.json(body.replace("\"id\":\"evt_1\",", "")));
    assertEquals(List.of("id required"), TestApi.errors(refused));
  }

  @Test
  void numbersAndTheOrderOfKeysStayAsTheyWere() throws Exception {
    caller.post(
        "/v1/events",
        "{'type':'order.created','timestamp':'2026-02-19T15:30:00Z',"
            + "'data':{'z':9007199254740993,'a':1.10}}");

    assertEquals("{\"z\":9007199254740993,\"a\":1.10}", published().data());
  }

  @Test
  void theCallersTraceGoesWithTheEvent() throws Exception {
    api.send(
        caller
            .request("POST", "/v1/events")
            .header("traceparent", TRACE)
            .json(envelope("").replace('\'', '"')));

    assertEquals(TRACE, published().traceparent());
  }

  @Test
  void aMalformedTraceIsIgnored() throws Exception {
    caller.post("/v1/events", envelope("'traceparent':'nonsense'"));

    assertNull(published().traceparent());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'timestamp':'2026-02-19T15:30:00Z','data':{}}                            | type missing",
        "{'type':'order.created','data':{}}                                        | timestamp missing",
        "{'type':'order.created','timestamp':'2026-02-19T15:30:00Z'}               | data missing",
        "{'type':'order.created','timestamp':'yesterday','data':{}}                | timestamp invalid",
        "{'type':'order.created','timestamp':'2026-02-19T15:30:00Z','data':[]}     | data wrong_type",
        "{'type':'order.created','timestamp':'2026-02-19T15:30:00Z','data':{},'id':'a.b'} | id invalid",
        "{'type':'order.created','timestamp':'2026-02-19T15:30:00Z','data':{},'id':7} | id wrong_type",
        "{'type':'order.created','timestamp':'2026-02-19T15:30:00Z','data':{},'id':'stripe_x'} | id reserved",
        "{'type':'webhook.disabled','timestamp':'2026-02-19T15:30:00Z','data':{}}  | type reserved",
        "{'type':'delivery.expired','timestamp':'2026-02-19T15:30:00Z','data':{}}  | type reserved",
        "{'type':'pizza.baked','timestamp':'2026-02-19T15:30:00Z','data':{}}       | type unknown_event_type",
        "{'type':'order.canceled','timestamp':'2026-02-19T15:30:00Z','data':{}}    | type unknown_event_type",
        "{'type':'order.*','timestamp':'2026-02-19T15:30:00Z','data':{}}           | type invalid",
        "{'type':'order.created','timestamp':'2026-02-19T15:30:00Z','data':{},'source':'sap'} | source unknown_source",
        "{'type':'order.created','timestamp':'2026-02-19T15:30:00Z','data':{},'locationid':'l'} | locationid unknown",
      })
  void aWrongFieldIsNamedAndNothingIsPublished(String body, String error) throws Exception {
    var response = caller.post("/v1/events", body);

    assertEquals(400, response.status());
    assertEquals(List.of(error), TestApi.errors(response));
    assertTrue(api.bus.messages().isEmpty());
  }

  @Test
  void theOtherSourcesSpellingIsSuggested() throws Exception {
    String detail =
        caller
            .post("/v1/events", envelope("").replace("order.created", "order.canceled"))
            .json()
            .get("detail")
            .getAsString();

    assertTrue(detail.contains("`order.cancelled`"), detail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{'a':1,'a':2}", "nonsense", "{} {}", "\u0001"})
  void whatIsNoObjectIsRefused(String body) throws Exception {
    assertEquals(400, caller.post("/v1/events", body).status());
    assertTrue(api.bus.messages().isEmpty());
  }

  @Test
  void whatIsNoJsonIsTheSameProblemAsElsewhere() throws Exception {
    for (String body : List.of("{'type':}", "{'data':{'a':1,'a':2}}", "[]", "{")) {
      var here = caller.post("/v1/events", body).json();
      var elsewhere = caller.post("/v1/webhooks", body).json();

      assertEquals("/problems/malformed-json", here.get("type").getAsString());
      assertEquals(elsewhere.get("type"), here.get("type"));
      assertEquals(elsewhere.get("detail"), here.get("detail"));
    }
  }

  @Test
  void theDetailNamesTheFirstFieldInFullAndTheOthers() throws Exception {
    var problem = caller.post("/v1/events", "{'type':7,'timestamp':'now','data':[]}").json();

    assertEquals(
        "type: This must be a string. 2 more: data, timestamp.",
        problem.get("detail").getAsString());
  }

  @Test
  void brokenUtf8IsRefused() throws Exception {
    byte[] body = envelope("").replace('\'', '"').getBytes(UTF_8);
    body[8] = (byte) 0xff;

    var response =
        api.send(
            caller
                .request("POST", "/v1/events")
                .header("Content-Type", "application/json")
                .body(body));

    assertEquals(400, response.status());
  }

  @Test
  void anotherTenantMayNotBeNamed() throws Exception {
    var response = caller.post("/v1/events", envelope("'tenant_id':'pizzeria'"));

    assertEquals(403, response.status());
    assertEquals(List.of("tenant_id forbidden"), TestApi.errors(response));
    assertTrue(api.bus.messages().isEmpty());
  }

  @Test
  void onlyTheTokensSourcesMayBeNamed() throws Exception {
    var narrow = api.caller("trattoria", Set.of("events:publish"), Set.of("olympus"));

    assertEquals(202, narrow.post("/v1/events", envelope("")).status());
    assertEquals(403, narrow.post("/v1/events", envelope("'source':'storekit'")).status());
    var none = api.caller("trattoria", Set.of("events:publish"), Set.of());
    assertEquals(403, none.post("/v1/events", envelope("")).status());
  }

  @Test
  void theLargestEnvelopeIsAcceptedAndALargerOneIsNot() throws Exception {
    String head = envelope("'tenant_id':'trattoria'").replace("{'a':1}", "{'a':'@'}");
    String largest = head.replace("@", "x".repeat(Event.MAX_BYTES - head.length() + 1));

    assertEquals(Event.MAX_BYTES, largest.length());
    assertEquals(202, caller.post("/v1/events", largest).status());
    assertEquals(413, caller.post("/v1/events", largest + " ").status());
    assertEquals(1, api.bus.messages().size());
  }

  @Test
  void whatGrowsTooLargeByBeingFilledInIsRefused() throws Exception {
    String head = "{'type':'order.created','timestamp':'2026-02-19T15:30:00Z','data':{'a':'@'}}";
    String body = head.replace("@", "x".repeat(Event.MAX_BYTES - head.length() + 1));

    assertEquals(413, caller.post("/v1/events", body).status());
    assertTrue(api.bus.messages().isEmpty());
  }

  @Test
  void anEventIsJson() throws Exception {
    var request =
        caller
            .request("POST", "/v1/events")
            .header("Content-Type", "text/plain")
            .body(envelope("").getBytes(UTF_8));

    assertEquals(415, api.send(request).status());
  }
}
