package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.testkit.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventsTest {

  private final TestApi api = new TestApi();
  private final TestApi.Caller caller = api.tenant("trattoria");

  private void accept(Event event, String... webhooks) {
    api.clock.advance(Duration.ofSeconds(1));
    api.events.claim(event, List.of(webhooks), api.clock.instant(), Duration.ofSeconds(30));
  }

  @Test
  void everyAcceptedEventLeavesATraceNewestFirst() throws Exception {
    accept(Samples.event("trattoria", "evt_1", "order.created"));
    accept(Samples.event("trattoria", "evt_2", "order.updated"), "wh_1");

    assertEquals(List.of("evt_2", "evt_1"), TestApi.each(caller.get("/v1/events"), "id"));
  }

  @Test
  void typeAndWebhookNarrowTheList() throws Exception {
    accept(Samples.event("trattoria", "evt_1", "order.created"), "wh_1");
    accept(Samples.event("trattoria", "evt_2", "order.updated"), "wh_1", "wh_2");

    assertEquals(List.of("evt_1"), TestApi.each(caller.get("/v1/events?type=order.created"), "id"));
    assertEquals(List.of("evt_2"), TestApi.each(caller.get("/v1/events?webhook=wh_2"), "id"));
    assertEquals(List.of(), TestApi.each(caller.get("/v1/events?webhook=wh_3"), "id"));
    assertEquals(400, caller.get("/v1/events?webhok=wh_2").status());
  }

  @Test
  void aCursorIsOfOneFilter() throws Exception {
    accept(Samples.event("trattoria", "evt_1", "order.created"));
    accept(Samples.event("trattoria", "evt_2", "order.created"));

    String cursor = caller.get("/v1/events?limit=1").json().get("next_cursor").getAsString();

    assertEquals(
        List.of("evt_1"), TestApi.each(caller.get("/v1/events?limit=1&cursor=" + cursor), "id"));
    assertEquals(400, caller.get("/v1/events?type=order.created&cursor=" + cursor).status());
  }

  @Test
  void theDataIsShownAsItWasToWhomeverMaySeeIt() throws Exception {
    Event event = Samples.fullEvent("trattoria");
    accept(event);
    String path = "/v1/events/" + event.id();

    assertTrue(caller.get(path).text().contains("\"data\":" + event.data()));
    assertTrue(caller.get("/v1/events").text().contains("\"data\":" + event.data()));
    assertEquals("guest:ζ", caller.get(path).json().get("subject_ref").getAsString());

    var reader = api.tenant("trattoria", "events:read");
    assertFalse(reader.get(path).json().has("data"));
    assertFalse(reader.get(path).text().contains("guest"));
    assertFalse(reader.get("/v1/events").text().contains("9007199254740993"));
  }

  @Test
  void oneIsShownWithItsDeliveries() throws Exception {
    var webhook = caller.webhook(TestApi.HOOK).get("id").getAsString();
    var test = caller.post("/v1/webhooks/" + webhook + "/test", "{}").json();

    var event = caller.get("/v1/events/" + test.get("event_id").getAsString()).json();

    var delivery = event.getAsJsonArray("deliveries").get(0).getAsJsonObject();
    assertEquals(webhook, delivery.get("webhook_id").getAsString());
    assertEquals("delivered", delivery.get("state").getAsString());
    assertEquals(test.get("delivery_id"), delivery.get("id"));
    assertEquals(test.get("message_id"), event.get("message_id"));
  }

  @Test
  void aPageOfLargeEventsEndsEarlyAndLosesNone() throws Exception {
    String data = "{\"a\":\"" + "x".repeat(200_000) + "\"}";
    for (int i = 0; i < 120; i++) {
      accept(Samples.event("trattoria", "evt_" + i, "order.created", data));
    }

    List<String> seen = new ArrayList<>();
    int pages = 0;
    String next = "";
    while (next != null) {
      var page = caller.get("/v1/events?limit=250&cursor=" + next);
      assertTrue(page.body().length < 16_000_000);
      seen.addAll(TestApi.each(page, "id"));
      var cursor = page.json().get("next_cursor");
      next = cursor.isJsonNull() ? null : cursor.getAsString();
      pages++;
    }

    assertEquals(120, Set.copyOf(seen).size());
    assertEquals(120, seen.size());
    assertEquals(3, pages);
  }

  @Test
  void anEventThatIsNotThereIsNotFound() throws Exception {
    assertEquals(404, caller.get("/v1/events/evt_1").status());
    assertEquals(404, caller.get("/v1/events/%20").status());
    assertEquals(404, caller.get("/v1/events/a%2Fb").status());
    assertEquals(404, caller.get("/v1/events/" + "x".repeat(5_000)).status());
  }
}
