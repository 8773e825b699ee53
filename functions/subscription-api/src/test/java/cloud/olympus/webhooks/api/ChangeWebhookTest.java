package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeWebhookTest {

  private static final String V1 = "\"v1\"";

  private final TestApi api = new TestApi();
  private final TestApi.Caller caller = api.tenant("trattoria");

  @Test
  void anOrderIsAskedForAndNoLonger() throws Exception {
    String path = caller.webhookPath();

    var skipping = caller.patch(path, V1, "{'ordering':'key'}").json();
    var holding = caller.patch(path, "\"v2\"", "{'on_exhausted':'hold'}").json();
    var none = caller.patch(path, "\"v3\"", "{'ordering':'none'}").json();

    assertEquals("key", skipping.get("ordering").getAsString());
    assertEquals("skip", skipping.get("on_exhausted").getAsString());
    assertEquals("hold", holding.get("on_exhausted").getAsString());
    assertFalse(none.has("ordering"));
    assertFalse(none.has("on_exhausted"));
  }

  @Test
  void anOrderThatIsTakenAwayTakesAlongWhatEndsIt() throws Exception {
    String path = caller.webhookPath();
    caller.patch(path, V1, "{'ordering':'key','on_exhausted':'hold'}");

    assertFalse(caller.patch(path, "\"v2\"", "{'ordering':null}").json().has("ordering"));
    assertEquals(400, caller.patch(path, "\"v3\"", "{'on_exhausted':'hold'}").status());
  }

  @Test
  void onlyWhatIsNamedChanges() throws Exception {
    String path = caller.webhookPath();

    var response = caller.patch(path, V1, "{'description':'kitchen'}");

    assertEquals(200, response.status());
    assertEquals("\"v2\"", response.header("ETag").orElse(""));
    assertEquals("kitchen", response.json().get("description").getAsString());
    assertEquals("[\"order.created\"]", response.json().get("events").toString());
    assertEquals(response.json(), caller.get(path).json());
  }

  @Test
  void nullBringsTheDefaultBack() throws Exception {
    String path =
        "/v1/webhooks/"
            + caller
                .webhook(
                    "{'url':'https://a.example','events':['order.*'],'sources':['storekit'],"
                        + "'locations':['l'],'description':'d','retry_schedule':'storekit',"
                        + "'payload_format':'olympus','signatures':['v1a']}")
                .get("id")
                .getAsString();

    var body =
        caller
            .patch(
                path,
                V1,
                "{'locations':null,'description':null,'retry_schedule':null,'payload_format':null,"
                    + "'signatures':null}")
            .json();

    assertTrue(body.getAsJsonArray("locations").isEmpty());
    assertEquals("", body.get("description").getAsString());
    assertEquals("standard", body.get("retry_schedule").getAsString());
    assertEquals("storekit", body.get("payload_format").getAsString());
    assertEquals("[\"v1\"]", body.get("signatures").toString());
    assertEquals("[\"storekit\"]", body.get("sources").toString());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'url':null}                 | url required",
        "{'events':null}              | events required",
        "{'status':null}              | status required",
        "{'url':'http://a.example'}   | url scheme",
        "{'events':['pizza.baked']}   | events[0] unknown_event_type",
        "{'events':{'0':'*'}}         | events wrong_type",
        "{'sources':['storekit','x']} | sources[1] unknown_source",
        "{'status':'gone'}            | status unknown_value",
        "{'id':'wh_other'}            | id read_only",
        "{'tenant_id':'other'}        | tenant_id read_only",
        "{'created_at':null}          | created_at read_only",
        "{'disabled_reason':'gone'}   | disabled_reason read_only",
        "{'secret':'whsec_x'}         | secret read_only",
        "{'colour':null}              | colour unknown",
      })
  void aWrongChangeIsNamedAndChangesNothing(String patch, String error) throws Exception {
    String path = caller.webhookPath();

    var response = caller.patch(path, V1, patch);

    assertEquals(400, response.status());
    assertEquals(List.of(error), TestApi.errors(response));
    assertEquals(V1, caller.get(path).header("ETag").orElse(""));
  }

  @Test
  void whatWasReadMayBeSentBackWhole() throws Exception {
    String path = caller.webhookPath();

    var response = caller.patch(path, V1, caller.get(path).text());

    assertEquals(200, response.status(), response.text());
  }

  @Test
  void eventsThatTheNewSourcesDoNotHaveAreRefused() throws Exception {
    String path =
        "/v1/webhooks/"
            + caller
                .webhook("{'url':'https://a.example','events':['order.canceled']}")
                .get("id")
                .getAsString();

    var response = caller.patch(path, V1, "{'sources':['olympus']}");

    assertEquals(List.of("events[0] unknown_event_type"), TestApi.errors(response));
  }

  @ParameterizedTest
  @CsvSource({
    "application/merge-patch+json, 200",
    "application/json, 200",
    "application/merge-patch+json; charset=utf-8, 200",
    "application/json-patch+json, 415",
    "text/plain, 415",
  })
  void aPatchIsAMergePatch(String contentType, int status) throws Exception {
    String path = caller.webhookPath();

    var response =
        api.send(
            caller
                .request("PATCH", path)
                .header("If-Match", V1)
                .header("Content-Type", contentType)
                .body("{\"description\":\"d\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));

    assertEquals(status, response.status());
  }

  @Test
  void aChangeMustSayWhatItIsBasedOn() throws Exception {
    String path = caller.webhookPath();

    assertEquals(428, api.send(caller.request("PATCH", path).json("{}")).status());
    assertEquals(428, api.send(caller.request("DELETE", path)).status());
    assertEquals(412, caller.patch(path, "\"v7\"", "{}").status());
    assertEquals(412, caller.delete(path, "\"v7\"").status());
    assertEquals(V1, caller.patch(path, "\"v7\"", "{}").header("ETag").orElse(""));
  }

  @Test
  void ofTwoWritersAtOnceOneIsTold() throws Exception {
    String path = caller.webhookPath();

    var statuses =
        Crowd.each(2, i -> () -> caller.patch(path, V1, "{'description':'" + i + "'}").status())
            .stream()
            .sorted()
            .toList();

    assertEquals(List.of(200, 412), statuses);
    assertEquals("\"v2\"", caller.get(path).header("ETag").orElse(""));
  }

  @Test
  void enablingWakesTheLane() throws Exception {
    var paused = api.subscriptions.create(SubscriptionSample.of("trattoria").paused().build());

    var response = caller.patch("/v1/webhooks/" + paused.id(), V1, "{'status':'active'}");

    assertEquals(200, response.status());
    var wake = api.wakeups.scheduled().getFirst();
    assertEquals(new LaneKey("trattoria", paused.id()), wake.lane());
    assertEquals(api.clock.instant(), wake.at());
  }

  @Test
  void enablingAgainWakesTheLaneSinceTheFirstTimeMayNotHave() throws Exception {
    var active = api.subscriptions.create(SubscriptionSample.of("trattoria").build());

    caller.patch("/v1/webhooks/" + active.id(), V1, "{'status':'active'}");

    assertEquals(active.lane(), api.wakeups.scheduled().getFirst().lane());
  }

  @Test
  void enablingWakesTheLaneAlsoWhereAnEarlierWakeIsScheduled() throws Exception {
    var paused = api.subscriptions.create(SubscriptionSample.of("trattoria").paused().build());
    var now = api.clock.instant();
    api.lanes.note(paused.lane(), now, now).ifPresent(api.wakeups::at);

    caller.patch("/v1/webhooks/" + paused.id(), V1, "{'status':'active'}");

    assertEquals(1, api.wakeups.scheduled().size());
  }

  @Test
  void otherChangesLeaveTheLaneAlone() throws Exception {
    String path = caller.webhookPath();

    caller.patch(path, V1, "{'status':'paused'}");
    caller.patch(path, "\"v2\"", "{'description':'d'}");

    assertEquals(List.of(), api.wakeups.scheduled());
  }

  @Test
  void enablingWhatWasGoneForgetsTheReason() throws Exception {
    var gone =
        api.subscriptions.create(
            SubscriptionSample.of("trattoria").disabled(DisabledReason.GONE).build());

    var body = caller.patch("/v1/webhooks/" + gone.id(), V1, "{'status':'active'}").json();

    assertEquals("active", body.get("status").getAsString());
    assertFalse(body.has("disabled_reason"));
  }

  @Test
  void disablingWhatIsGoneKeepsTheReason() throws Exception {
    var gone =
        api.subscriptions.create(
            SubscriptionSample.of("trattoria").disabled(DisabledReason.GONE).build());

    var body = caller.patch("/v1/webhooks/" + gone.id(), V1, "{'status':'disabled'}").json();

    assertEquals("gone", body.get("disabled_reason").getAsString());
  }

  @Test
  void aUrlThatStaysIsNotJudgedAgain() throws Exception {
    var old =
        api.subscriptions.create(
            SubscriptionSample.of("trattoria").url("http://old.example").build());

    assertEquals(200, caller.patch("/v1/webhooks/" + old.id(), V1, "{'status':'paused'}").status());
  }

  @Test
  void deletingWakesTheLaneSoThatWhatIsUnfinishedIsCancelled() throws Exception {
    String path = caller.webhookPath();

    assertEquals(204, caller.delete(path, V1).status());
    assertEquals(404, caller.get(path).status());
    assertEquals(404, caller.delete(path, V1).status());
    assertEquals(1, api.wakeups.scheduled().size());
  }
}
