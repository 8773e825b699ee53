package cloud.olympus.webhooks.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.event.EventFilter;
import cloud.olympus.webhooks.lane.Wake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestDeliveryTest {

  private final TestApi api = new TestApi();
  private final TestApi.Caller caller = api.tenant("trattoria");

  private static final String LIMITED =
      TestApi.HOOK.substring(0, TestApi.HOOK.length() - 1) + ",\"rate_limit\":1}";

  private String path(String webhook) throws Exception {
    return "/v1/webhooks/" + caller.webhook(webhook).get("id").getAsString() + "/test";
  }

  @Test
  void aSampleArrivesSignedAndMarkedAsATest() throws Exception {
    var response = caller.post(path(TestApi.HOOK), "{}");

    assertEquals(200, response.status());
    var request = api.sender.sent().getFirst();
    assertEquals("https://partner.example/hooks", request.url());
    assertEquals("true", request.headers().get("Olympus-Test"));
    assertEquals("order.created", request.headers().get("Olympus-Event-Type"));
    assertTrue(request.headers().getOrDefault("webhook-signature", "").startsWith("v1,"));
    var body = TestApi.parse(new String(request.body(), UTF_8));
    assertEquals("trattoria", body.get("tenant_id").getAsString());
    assertTrue(body.get("id").getAsString().matches("test_[0-9a-z]{26}"));
    assertTrue(body.getAsJsonObject("data").size() > 3);
  }

  @Test
  void theAnswerIsShown() throws Exception {
    var json = caller.post(path(TestApi.HOOK), "{}").json();

    assertEquals("delivered", json.get("state").getAsString());
    var attempt = json.getAsJsonObject("attempt");
    assertEquals(200, attempt.get("status").getAsInt());
    assertEquals(42, attempt.get("took_ms").getAsInt());
    assertEquals("thanks", attempt.get("body").getAsString());
    assertEquals("kitchen", attempt.getAsJsonObject("headers").get("server").getAsString());
    assertEquals("203.0.113.7", attempt.get("address").getAsString());
    assertEquals("{\"total\":42}", attempt.get("phases_ms").toString());
  }

  @Test
  void whatTheEndpointSaidNeedsAPermission() throws Exception {
    String path = path(TestApi.HOOK);

    var attempt =
        api.tenant("trattoria", "webhooks:write")
            .post(path, "{}")
            .json()
            .getAsJsonObject("attempt");

    assertEquals(200, attempt.get("status").getAsInt());
    assertFalse(attempt.has("body") || attempt.has("headers"));
  }

  @Test
  void nothingIsWrittenWhileItIsUnderWay() throws Exception {
    String path = path(TestApi.HOOK);
    var seen = new ArrayList<Integer>();
    api.sender.meanwhile(
        () -> seen.add(api.events.list("trattoria", EventFilter.ALL, null, 10).items().size()));

    caller.post(path, "{}");

    assertEquals(List.of(0), seen);
  }

  @Test
  void itIsRecordedAsAnyOtherDelivery() throws Exception {
    var json = caller.post(path(TestApi.HOOK), "{}").json();

    var event = caller.get("/v1/events/" + json.get("event_id").getAsString()).json();
    assertTrue(event.get("test").getAsBoolean());
    var delivery = caller.get("/v1/deliveries/" + json.get("delivery_id").getAsString()).json();
    assertEquals("delivered", delivery.get("state").getAsString());
    assertEquals(1, delivery.getAsJsonArray("attempts").size());
  }

  @Test
  void aRateLimitHoldsForTestsToo() throws Exception {
    String path = path(LIMITED);
    var seconds = new ArrayList<Long>();
    api.sender.meanwhile(() -> seconds.add(api.clock.instant().getEpochSecond()));
    long first = api.clock.instant().getEpochSecond();

    for (int i = 0; i < 3; i++) {
      assertEquals(200, caller.post(path, "{}").status());
    }

    assertEquals(List.of(first, first + 1, first + 2), seconds);
  }

  @Test
  void aLaneThatIsAtWorkIsWaitedForAndThenNotDisturbed() throws Exception {
    String path = path(LIMITED);
    var lane = api.subscriptions.list("trattoria", null, 10).items().getFirst().lane();
    assertTrue(api.lanes.acquire(lane, api.clock.instant(), Duration.ofSeconds(1)).isPresent());
    assertEquals(200, caller.post(path, "{}").status());

    assertTrue(api.lanes.acquire(lane, api.clock.instant(), Duration.ofSeconds(30)).isPresent());
    var refused = caller.post(path, "{}");

    assertEquals(429, refused.status());
    assertEquals(Optional.of("1"), refused.header("Retry-After"));
    assertEquals(1, api.sender.sent().size());
  }

  @Test
  void aLaneIsItsOwnMeanwhileAndWokenAfterwards() throws Exception {
    String path = path(LIMITED);
    var lane = api.subscriptions.list("trattoria", null, 10).items().getFirst().lane();
    api.sender.meanwhile(
        () ->
            assertTrue(
                api.lanes.acquire(lane, api.clock.instant(), Duration.ofSeconds(30)).isEmpty()));

    assertEquals(200, caller.post(path, "{}").status());

    assertEquals(List.of(lane), api.wakeups.scheduled().stream().map(Wake::lane).toList());
    assertTrue(api.lanes.acquire(lane, api.clock.instant(), Duration.ofSeconds(30)).isPresent());
  }

  @Test
  void aFailedTestIsNeverTriedAgain() throws Exception {
    api.sender.answer(ScriptedSender.answered(500));

    var json = caller.post(path(TestApi.HOOK), "{}").json();

    assertEquals("exhausted", json.get("state").getAsString());
    assertEquals(500, json.getAsJsonObject("attempt").get("status").getAsInt());
    var delivery = caller.get("/v1/deliveries/" + json.get("delivery_id").getAsString()).json();
    assertEquals("test", delivery.get("reason").getAsString());
    assertFalse(delivery.has("due_at"));
    assertEquals(List.of(), api.wakeups.scheduled());
    String line = api.logged();
    assertTrue(line.contains("\"state\":\"exhausted\"") && line.contains("\"test\":true"), line);
    assertFalse(line.contains("due_at"), line);
  }

  @Test
  void aFailureWithoutAnAnswerSaysWhy() throws Exception {
    api.sender.answer(
        new Answer.Failed(Failure.TLS_ERROR, "certificate expired", Duration.ofMillis(7), null));

    var attempt = caller.post(path(TestApi.HOOK), "{}").json().getAsJsonObject("attempt");

    assertEquals("tls_error", attempt.get("failure").getAsString());
    assertEquals("certificate expired", attempt.get("detail").getAsString());
    assertFalse(attempt.has("status"));
  }

  @Test
  void anEndpointThatSays410IsDisabledByATestToo() throws Exception {
    api.sender.answer(ScriptedSender.answered(410));
    String path = path(TestApi.HOOK);

    var json = caller.post(path, "{}").json();

    assertEquals("exhausted", json.get("state").getAsString());
    var webhook = caller.get(path.replace("/test", "")).json();
    assertEquals("disabled", webhook.get("status").getAsString());
    assertEquals("gone", webhook.get("disabled_reason").getAsString());
  }

  @Test
  void aPausedEndpointCanBeTried() throws Exception {
    String path = path("{'url':'https://a.example','events':['*'],'status':'paused'}");

    assertEquals("delivered", caller.post(path, "{}").json().get("state").getAsString());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{}                                            | ['*']       | []           | order.created olympus",
        "{}                                            | ['store.*'] | []           | store.opened storekit",
        "{}                                            | ['*']       | ['stripe']   | payment.captured stripe",
        "{'type':'order.created'}                      | ['*']       | ['storekit'] | order.created storekit",
        "{'type':'order.created'}                      | ['*']       | []           | order.created olympus",
        "{'type':'order.created','source':'storekit'}  | ['*']       | []           | order.created storekit",
        "{'type':'printer.status.offline'}             | ['order.*'] | []           | printer.status.offline storekit",
      })
  void theTypeIsTheOneAskedForOrOneThatTheSubscriptionGets(
      String body, String events, String sources, String expected) throws Exception {
    String path =
        path("{'url':'https://a.example','events':" + events + ",'sources':" + sources + "}");

    var json = caller.post(path, body).json();

    assertEquals(
        expected, json.get("event_type").getAsString() + ' ' + json.get("source").getAsString());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'type':'pizza.baked'}                         | type unknown_event_type",
        "{'type':'order.*'}                             | type unknown_event_type",
        "{'type':'order.canceled','source':'olympus'}   | type unknown_event_type",
        "{'type':1}                                     | type wrong_type",
        "{'source':'sap'}                               | source unknown_source",
        "{'times':3}                                    | times unknown",
      })
  void aWrongFieldIsNamedAndNothingIsSent(String body, String error) throws Exception {
    var response = caller.post(path(TestApi.HOOK), body);

    assertEquals(400, response.status());
    assertEquals(List.of(error), TestApi.errors(response));
    assertEquals(List.of(), api.sender.sent());
  }
}
