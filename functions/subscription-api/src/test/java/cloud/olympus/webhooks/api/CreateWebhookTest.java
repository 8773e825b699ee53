package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.signing.SigningSecret;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateWebhookTest {

  private static final String OWN = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private final TestApi api = new TestApi();
  private final TestApi.Caller caller = api.tenant("trattoria");

  @Test
  void aNewWebhookHasAPlaceATagAndASecretThatIsShown() throws Exception {
    var response = caller.post("/v1/webhooks", TestApi.HOOK);

    assertEquals(201, response.status());
    var body = response.json();
    String id = body.get("id").getAsString();
    assertTrue(id.matches("wh_[0-9a-z]{26}"), id);
    assertEquals("/v1/webhooks/" + id, response.header("Location").orElse(""));
    assertEquals("\"v1\"", response.header("ETag").orElse(""));
    assertTrue(SigningSecret.parse(body.get("secret").getAsString()).isPresent());
    assertEquals("no-store", response.header("Cache-Control").orElse(""));
  }

  @Test
  void whatIsLeftOutHasItsDefault() throws Exception {
    var body = caller.webhook(TestApi.HOOK);

    assertEquals("active", body.get("status").getAsString());
    assertEquals("", body.get("description").getAsString());
    assertEquals("standard", body.get("retry_schedule").getAsString());
    assertEquals("olympus", body.get("payload_format").getAsString());
    assertTrue(body.getAsJsonArray("sources").isEmpty());
    assertTrue(body.getAsJsonArray("locations").isEmpty());
    assertEquals("[\"v1\"]", body.get("signatures").toString());
    assertFalse(body.has("disabled_reason"));
    assertEquals("2026-03-01T10:00:00Z", body.get("created_at").getAsString());
  }

  @Test
  void everythingThatWasAskedForIsKept() throws Exception {
    var body =
        caller.webhook(
            "{'url':'https://partner.example/h?a=1','events':['order.*','store.closed'],"
                + "'sources':['storekit'],'locations':['loc_2','loc_1'],'description':'Küche 🍣',"
                + "'payload_format':'olympus','retry_schedule':'storekit','status':'paused',"
                + "'signatures':['v1a','v1','v1a']}");

    assertEquals("https://partner.example/h?a=1", body.get("url").getAsString());
    assertEquals("[\"order.*\",\"store.closed\"]", body.get("events").toString());
    assertEquals("[\"storekit\"]", body.get("sources").toString());
    assertEquals("[\"loc_1\",\"loc_2\"]", body.get("locations").toString());
    assertEquals("Küche 🍣", body.get("description").getAsString());
    assertEquals("olympus", body.get("payload_format").getAsString());
    assertEquals("storekit", body.get("retry_schedule").getAsString());
    assertEquals("paused", body.get("status").getAsString());
    assertEquals("[\"v1\",\"v1a\"]", body.get("signatures").toString());
  }

  @Test
  void onlyStorekitAsSourceMeansItsPayloadFormat() throws Exception {
    var body =
        caller.webhook("{'url':'https://partner.example','events':['*'],'sources':['storekit']}");

    assertEquals("storekit", body.get("payload_format").getAsString());
  }

  @Test
  void oneThatIsCreatedDisabledIsSoByHand() throws Exception {
    var body =
        caller.webhook("{'url':'https://partner.example','events':['*'],'status':'disabled'}");

    assertEquals("by_hand", body.get("disabled_reason").getAsString());
  }

  @Test
  void anOwnSecretIsTakenAndKeptSealed() throws Exception {
    var body =
        caller.webhook("{'url':'https://partner.example','events':['*'],'secret':'" + OWN + "'}");

    assertEquals(OWN, body.get("secret").getAsString());
    var stored = api.subscriptions.get("trattoria", body.get("id").getAsString()).orElseThrow();
    assertFalse(stored.toString().contains(OWN.substring(6, 30)));
  }

  @Test
  void twoWebhooksHaveDifferentSecrets() throws Exception {
    assertNotEquals(
        caller.webhook(TestApi.HOOK).get("secret"), caller.webhook(TestApi.HOOK).get("secret"));
  }

  @Test
  void anEventNamedTwiceIsKeptOnce() throws Exception {
    var body = caller.webhook("{'url':'https://partner.example','events':['*','order.*','*']}");

    assertEquals("[\"*\",\"order.*\"]", body.get("events").toString());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'events':['*']}                                              | url required",
        "{'url':null,'events':['*']}                                   | url required",
        "{'url':7,'events':['*']}                                      | url wrong_type",
        "{'url':'http://partner.example','events':['*']}               | url scheme",
        "{'url':'https://a.example'}                                   | events required",
        "{'url':'https://a.example','events':[]}                       | events empty",
        "{'url':'https://a.example','events':'*'}                      | events wrong_type",
        "{'url':'https://a.example','events':['*',1]}                  | events[1] wrong_type",
        "{'url':'https://a.example','events':['*','pizza.baked']}      | events[1] unknown_event_type",
        "{'url':'https://a.example','events':['order']}                | events[0] unknown_event_type",
        "{'url':'https://a.example','events':['*.created']}            | events[0] unknown_event_type",
        "{'url':'https://a.example','events':['']}                     | events[0] unknown_event_type",
        "{'url':'https://a.example','events':['*'],'sources':['sap']}  | sources[0] unknown_source",
        "{'url':'https://a.example','events':['*'],'sources':{}}       | sources wrong_type",
        "{'url':'https://a.example','events':['*'],'locations':['a b']}| locations[0] invalid",
        "{'url':'https://a.example','events':['*'],'description':[]}   | description wrong_type",
        "{'url':'https://a.example','events':['*'],'payload_format':'xml'} | payload_format unknown_value",
        "{'url':'https://a.example','events':['*'],'retry_schedule':'never'} | retry_schedule unknown_value",
        "{'url':'https://a.example','events':['*'],'retry_schedule':[]} | retry_schedule out_of_range",
        "{'url':'https://a.example','events':['*'],'retry_schedule':[5,0]} | retry_schedule[1] out_of_range",
        "{'url':'https://a.example','events':['*'],'retry_schedule':[86401]} | retry_schedule[0] out_of_range",
        "{'url':'https://a.example','events':['*'],'retry_schedule':['5']} | retry_schedule[0] wrong_type",
        "{'url':'https://a.example','events':['*'],'rate_limit':0} | rate_limit out_of_range",
        "{'url':'https://a.example','events':['*'],'rate_limit':10001} | rate_limit out_of_range",
        "{'url':'https://a.example','events':['*'],'rate_limit':'5'} | rate_limit wrong_type",
        "{'url':'https://a.example','events':['*'],'max_in_flight':0} | max_in_flight out_of_range",
        "{'url':'https://a.example','events':['*'],'max_in_flight':101} | max_in_flight out_of_range",
        "{'url':'https://a.example','events':['*'],'ordering':'fifo'} | ordering unknown_value",
        "{'url':'https://a.example','events':['*'],'ordering':'key','on_exhausted':'stop'} | on_exhausted unknown_value",
        "{'url':'https://a.example','events':['*'],'on_exhausted':'hold'} | ordering required",
        "{'url':'https://a.example','events':['*'],'status':'deleted'} | status unknown_value",
        "{'url':'https://a.example','events':['*'],'signatures':[]} | signatures empty",
        "{'url':'https://a.example','events':['*'],'signatures':['v1','v2']} | signatures[1] unknown_value",
        "{'url':'https://a.example','events':['*'],'signatures':'v1a'} | signatures wrong_type",
        "{'url':'https://a.example','events':['*'],'secret':'whsec_c2hvcnQ='} | secret invalid",
        "{'url':'https://a.example','events':['*'],'secret':'x'}       | secret invalid",
        "{'url':'https://a.example','events':['*'],'colour':'red'}     | colour unknown",
        "{'url':'https://a.example','events':['*'],'id':'wh_1'}        | id unknown",
        "{'url':'https://a.example','events':['*'],'tenant_id':'t'}    | tenant_id unknown",
      })
  void aWrongFieldIsNamed(String body, String error) throws Exception {
    var response = caller.post("/v1/webhooks", body);

    assertEquals(400, response.status());
    assertEquals(List.of(error), TestApi.errors(response));
    assertEquals(List.of(), api.subscriptions.list("trattoria", null, 10).items());
  }

  @Test
  void everythingThatIsWrongIsNamedAtOnce() throws Exception {
    var response =
        caller.post("/v1/webhooks", "{'url':'ftp://x','events':[],'status':1,'more':true}");

    assertEquals(
        List.of("more unknown", "url scheme", "events empty", "status wrong_type"),
        TestApi.errors(response));
  }

  @Test
  void textsAndListsAreBounded() throws Exception {
    var response =
        caller.post(
            "/v1/webhooks",
            "{'url':'https://a.example/"
                + "x".repeat(3_000)
                + "','events':["
                + "'*',".repeat(100)
                + "'*'],'description':'"
                + "x".repeat(501)
                + "'}");

    assertEquals(
        List.of("url too_long", "events too_many", "description too_long"),
        TestApi.errors(response));
  }

  @Test
  void theSpellingOfAnotherSourceIsExplained() throws Exception {
    var response =
        caller.post(
            "/v1/webhooks",
            "{'url':'https://a.example','events':['order.canceled'],'sources':['olympus']}");

    assertEquals(List.of("events[0] unknown_event_type"), TestApi.errors(response));
    String detail = response.json().get("detail").getAsString();
    assertTrue(detail.contains("storekit") && detail.contains("`order.cancelled`"), detail);
  }

  @Test
  void aSecretThatIsRefusedIsNotEchoed() throws Exception {
    var response =
        caller.post(
            "/v1/webhooks",
            "{'url':'https://a.example','events':['*'],'secret':'whsec_ZG8tbm90LWVjaG8='}");

    assertFalse(response.text().contains("ZG8tbm90LWVjaG8"), response.text());
    assertFalse(api.logged().contains("ZG8tbm90LWVjaG8"), api.logged());
  }
}
