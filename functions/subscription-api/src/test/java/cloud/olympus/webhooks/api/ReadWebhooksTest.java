package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.web.Cursors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadWebhooksTest {

  private static final Instant NOW = TestClock.START;

  private final TestApi api = new TestApi();
  private final TestApi.Caller caller = api.tenant("trattoria");

  @Test
  void oneIsShownWithoutItsSecretAndWithItsTag() throws Exception {
    String path = caller.webhookPath();

    var response = caller.get(path);

    assertEquals(200, response.status());
    assertEquals("\"v1\"", response.header("ETag").orElse(""));
    assertFalse(response.text().contains("secret"), response.text());
  }

  @Test
  void whoHasThisStateAlreadyGetsNoBody() throws Exception {
    String path = caller.webhookPath();

    var response = api.send(caller.request("GET", path).header("If-None-Match", "\"v1\""));

    assertEquals(304, response.status());
    assertEquals("\"v1\"", response.header("ETag").orElse(""));
    assertEquals("", response.text());
  }

  @Test
  void howItsEndpointDoesAndWhatWaitsIsShownAndChangesNoTag() throws Exception {
    String path = caller.webhookPath();
    String id = path.substring(path.lastIndexOf('/') + 1);
    assertEquals(
        "healthy", caller.get(path).json().getAsJsonObject("health").get("state").getAsString());
    assertEquals("{\"pending\":0,\"held\":0}", caller.get(path).json().get("waiting").toString());
    var lane = new LaneKey("trattoria", id);
    var before = Samples.delivery(Samples.deliveryId(lane), DeliveryState.PENDING, NOW, NOW);
    api.deliveries.enqueue(before);
    for (int i = 0; i < 2; i++) {
      api.deliveries.enqueue(
          Samples.delivery(Samples.deliveryId(lane), DeliveryState.HELD, NOW, NOW));
    }
    api.lanes.report(lane, s -> s.after(Samples.answered(before, 503, NOW)), NOW);

    var response = caller.get(path);

    var health = response.json().getAsJsonObject("health");
    assertEquals("failing", health.get("state").getAsString());
    assertEquals(1, health.get("consecutive_failures").getAsInt());
    assertTrue(health.has("rests_until"));
    assertEquals("{\"pending\":1,\"held\":2}", response.json().get("waiting").toString());
    assertEquals("\"v1\"", response.header("ETag").orElse(""));
    assertEquals(200, caller.patch(path, "\"v1\"", response.text()).status());
  }

  @Test
  void oneThatAnswered410ShowsThatItIsGone() throws Exception {
    var gone =
        api.subscriptions.create(
            SubscriptionSample.of("trattoria").disabled(DisabledReason.GONE).build());

    var body = caller.get("/v1/webhooks/" + gone.id()).json();

    assertEquals("disabled", body.get("status").getAsString());
    assertEquals("gone", body.get("disabled_reason").getAsString());
  }

  @Test
  void pagesShowEachWebhookOnceNewestFirst() throws Exception {
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      created.addFirst(caller.webhook(TestApi.HOOK).get("id").getAsString());
      api.clock.advance(Duration.ofSeconds(1));
    }

    List<String> listed = new ArrayList<>();
    String cursor = "";
    do {
      var page = caller.get("/v1/webhooks?limit=2&cursor=" + cursor);
      listed.addAll(TestApi.each(page, "id"));
      var next = page.json().get("next_cursor");
      cursor = next.isJsonNull() ? null : next.getAsString();
    } while (cursor != null);

    assertEquals(created, listed);
  }

  @Test
  void theListHoldsNoSecret() throws Exception {
    String secret = caller.webhook(TestApi.HOOK).get("secret").getAsString();

    String text = caller.get("/v1/webhooks").text();

    assertFalse(text.contains("secret") || text.contains(secret.substring(6)), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=-1",
        "limit=x",
        "limit=1.5",
        "cursor=xyz",
        "cursor=%00",
        "page=2"
      })
  void whatIsNoPageIsRefused(String query) throws Exception {
    var response = caller.get("/v1/webhooks?" + query);

    assertEquals(400, response.status());
    assertTrue(
        TestApi.errors(response).getFirst().startsWith(query.substring(0, query.indexOf('='))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "not-a-time wh_1", "2026-03-01T10:00:00Z"})
  void aCursorThatSomebodyMadeUpIsRefused(String place) throws Exception {
    String cursor = Cursors.of("trattoria", "webhooks").encode(place);

    assertEquals(400, caller.get("/v1/webhooks?cursor=" + cursor).status());
  }

  @Test
  void aCursorThatWasChangedOrIsAnotherListsIsRefused() throws Exception {
    caller.webhook(TestApi.HOOK);
    caller.webhook(TestApi.HOOK);
    String cursor = caller.get("/v1/webhooks?limit=1").json().get("next_cursor").getAsString();
    char last = cursor.charAt(cursor.length() - 2);
    String tampered =
        cursor.substring(0, cursor.length() - 2)
            + (last == 'A' ? 'B' : 'A')
            + cursor.charAt(cursor.length() - 1);

    assertEquals(200, caller.get("/v1/webhooks?cursor=" + cursor).status());
    assertEquals(400, caller.get("/v1/webhooks?cursor=" + tampered).status());
    assertEquals(400, caller.get("/v1/events?cursor=" + cursor).status());
    assertEquals(400, api.tenant("pizzeria").get("/v1/webhooks?cursor=" + cursor).status());
  }
}
