package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.Phases;
import cloud.olympus.webhooks.delivery.Trip;
import cloud.olympus.webhooks.delivery.Verdict;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveriesTest {

  private final TestApi api = new TestApi();
  private final TestApi.Caller caller = api.tenant("trattoria");
  private final Subscription webhook =
      api.subscriptions.create(SubscriptionSample.of("trattoria").build());
  private final String path = "/v1/webhooks/" + webhook.id() + "/deliveries";

  /** An event whose pass ended with this verdict. */
  private Delivery pass(String eventId, int status, Verdict verdict) {
    api.clock.advance(Duration.ofSeconds(1));
    Event event = Samples.event("trattoria", eventId, "order.created");
    var claim =
        (Claim.Mine)
            api.events.claim(
                event, List.of(webhook.id()), api.clock.instant(), Duration.ofSeconds(30));
    var delivery =
        Delivery.fresh(
                new DeliveryId("trattoria", eventId, webhook.id(), 0),
                event.type(),
                api.clock.instant())
            .after(attempt(1, status), verdict);
    api.events.record(claim.token(), List.of(delivery), api.clock.instant());
    return delivery;
  }

  private Attempt attempt(int number, int status) {
    return new Attempt(
        number,
        api.clock.instant(),
        new Answer.Answered(
            status, Map.of("x-kitchen", "1"), "body " + number, Duration.ofMillis(3), "192.0.2.1"));
  }

  private Verdict later() {
    return new Verdict.RetryAt(api.clock.instant().plusSeconds(60));
  }

  @Test
  void theLogIsNewestFirstAndTellsHowEachStandsNow() throws Exception {
    pass("evt_1", 200, new Verdict.Delivered());
    var retried = pass("evt_2", 500, later());
    pass("evt_3", 503, later());
    var lease =
        api.lanes
            .acquire(webhook.lane(), api.clock.instant(), Duration.ofSeconds(30))
            .orElseThrow();
    api.deliveries.finish(retried.after(attempt(2, 204), new Verdict.Delivered()), lease.epoch());

    var list = caller.get(path);

    assertEquals(List.of("evt_3", "evt_2", "evt_1"), TestApi.each(list, "event_id"));
    assertEquals(List.of("pending", "delivered", "delivered"), TestApi.each(list, "state"));
    assertEquals(List.of("1", "2", "1"), TestApi.each(list, "attempt_count"));
    assertEquals(List.of("503", "204", "200"), TestApi.each(list, "status"));
    assertFalse(list.text().contains("body 1"), list.text());
  }

  @Test
  void whatWaitsCanBeSkippedOnce() throws Exception {
    var waiting = pass("evt_1", 500, later());

    var skipped = caller.post("/v1/deliveries/" + waiting.id() + "/skip", "");

    assertEquals(200, skipped.status(), skipped.text());
    assertEquals("cancelled", skipped.json().get("state").getAsString());
    assertEquals("skipped", skipped.json().get("reason").getAsString());
    assertEquals(1, api.lanes.stale(api.clock.instant().plusSeconds(1), null, 10).size());
    var again = caller.post("/v1/deliveries/" + waiting.id() + "/skip", "");
    assertEquals(skipped.text(), again.text());
  }

  @Test
  void whatHasEndedCannotBeSkipped() throws Exception {
    var delivered = pass("evt_1", 200, new Verdict.Delivered());
    var exhausted = pass("evt_2", 500, new Verdict.GivenUp("schedule_exhausted"));

    for (var delivery : List.of(delivered, exhausted)) {
      var refused = caller.post("/v1/deliveries/" + delivery.id() + "/skip", "");
      assertEquals(409, refused.status());
      assertTrue(refused.text().contains(delivery.state().code()), refused.text());
    }
  }

  @Test
  void whatIsAnothersOrNotThereCannotBeSkipped() throws Exception {
    var waiting = pass("evt_1", 500, later());

    assertEquals(
        404, api.tenant("osteria").post("/v1/deliveries/" + waiting.id() + "/skip", "").status());
    assertEquals(404, caller.post("/v1/deliveries/dlv_x/skip", "").status());
    var other = new DeliveryId("trattoria", "evt_9", webhook.id(), 0);
    assertEquals(404, caller.post("/v1/deliveries/" + other + "/skip", "").status());
    assertEquals(Optional.of(waiting), api.deliveries.get(waiting.id()));
  }

  @Test
  void statesCanBeAskedFor() throws Exception {
    pass("evt_1", 200, new Verdict.Delivered());
    pass("evt_2", 500, later());
    pass("evt_3", 500, new Verdict.GivenUp("schedule_exhausted"));
    pass("evt_4", 410, new Verdict.Gone());

    assertEquals(List.of("evt_1"), TestApi.each(caller.get(path + "?state=delivered"), "event_id"));
    assertEquals(List.of("evt_2"), TestApi.each(caller.get(path + "?state=pending"), "event_id"));
    assertEquals(
        List.of("evt_4", "evt_3"),
        TestApi.each(caller.get(path + "?state=held&state=exhausted"), "event_id"));
    assertEquals(
        List.of("evt_3", "evt_1"),
        TestApi.each(caller.get(path + "?state=delivered&state=exhausted"), "event_id"));
    assertEquals(List.of(), TestApi.each(caller.get(path + "?state=cancelled"), "event_id"));
  }

  @Test
  void anUnknownStateIsRefused() throws Exception {
    var response = caller.get(path + "?state=lost");

    assertEquals(400, response.status());
    assertEquals(List.of("state unknown_value"), TestApi.errors(response));
  }

  @Test
  void pagesShowEachDeliveryOnce() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      pass("evt_" + i, 200, new Verdict.Delivered());
      expected.addFirst("evt_" + i);
    }

    List<String> seen = new ArrayList<>();
    String next = "";
    while (next != null) {
      var page = caller.get(path + "?limit=3&cursor=" + next);
      seen.addAll(TestApi.each(page, "event_id"));
      var cursor = page.json().get("next_cursor");
      next = cursor.isJsonNull() ? null : cursor.getAsString();
    }

    assertEquals(expected, seen);
  }

  @Test
  void aCursorIsOfOneWebhookAndFilter() throws Exception {
    pass("evt_1", 200, new Verdict.Delivered());
    pass("evt_2", 200, new Verdict.Delivered());
    var other = api.subscriptions.create(SubscriptionSample.of("trattoria").build());

    String cursor = caller.get(path + "?limit=1").json().get("next_cursor").getAsString();

    assertEquals(200, caller.get(path + "?cursor=" + cursor).status());
    assertEquals(400, caller.get(path + "?state=held&cursor=" + cursor).status());
    assertEquals(
        400, caller.get("/v1/webhooks/" + other.id() + "/deliveries?cursor=" + cursor).status());
  }

  @Test
  void oneIsShownWithItsAttempts() throws Exception {
    var delivery = pass("evt_1", 500, later());

    var json = caller.get("/v1/deliveries/" + delivery.id()).json();

    assertEquals(webhook.id(), json.get("webhook_id").getAsString());
    assertTrue(json.has("due_at"));
    var attempt = json.getAsJsonArray("attempts").get(0).getAsJsonObject();
    assertEquals(500, attempt.get("status").getAsInt());
    assertEquals("body 1", attempt.get("body").getAsString());
    assertEquals("1", attempt.getAsJsonObject("headers").get("x-kitchen").getAsString());
    assertEquals("192.0.2.1", attempt.get("address").getAsString());
    assertEquals(1, attempt.get("tries").getAsInt());
    assertEquals("{\"total\":3}", attempt.get("phases_ms").toString());
    assertFalse(attempt.has("failure"));
  }

  private JsonObject shown(Answer answer) throws Exception {
    Event event = Samples.event("trattoria", "evt_1", "order.created");
    var claim =
        (Claim.Mine)
            api.events.claim(
                event, List.of(webhook.id()), api.clock.instant(), Duration.ofSeconds(30));
    var delivery =
        Delivery.fresh(
                new DeliveryId("trattoria", "evt_1", webhook.id(), 0),
                event.type(),
                api.clock.instant())
            .after(new Attempt(1, api.clock.instant(), answer), later());
    api.events.record(claim.token(), List.of(delivery), api.clock.instant());
    var line = caller.get(path).json().getAsJsonArray("data").get(0).getAsJsonObject();
    var attempt =
        caller
            .get("/v1/deliveries/" + delivery.id())
            .json()
            .getAsJsonArray("attempts")
            .get(0)
            .getAsJsonObject();
    assertEquals(line.get("failure"), attempt.get("failure"));
    return attempt;
  }

  @Test
  void thePhasesOfAnAttemptAreShownAndThatItWasTriedTwice() throws Exception {
    var phases =
        new Phases(
            Duration.ofMillis(2),
            Duration.ofMillis(11),
            Duration.ofMillis(23),
            Duration.ofNanos(7));

    var attempt =
        shown(
            new Answer.Failed(
                Failure.CONNECTION_RESET,
                "closed",
                new Trip(Duration.ofMillis(99), "192.0.2.1", phases, 2)));

    assertEquals(
        "{\"resolve\":2,\"connect\":11,\"tls\":23,\"first_byte\":0,\"total\":99}",
        attempt.get("phases_ms").toString());
    assertEquals(2, attempt.get("tries").getAsInt());
    assertEquals("connection_reset", attempt.get("failure").getAsString());
  }

  @Test
  void aRedirectIsAFailureOfItsOwnClass() throws Exception {
    var attempt =
        shown(
            new Answer.Answered(
                302, Map.of("location", "https://x.example/"), "", Duration.ZERO, null));

    assertEquals(302, attempt.get("status").getAsInt());
    assertEquals("redirect", attempt.get("failure").getAsString());
    assertFalse(attempt.has("address"));
  }

  @Test
  void aBodyBeyondWhatIsReadIsNamedWhereTheStatusIsNoSuccess() throws Exception {
    var trip = Trip.of(Duration.ZERO, null);

    var attempt = shown(new Answer.Answered(500, Map.of(), "long", true, trip));

    assertEquals("body_too_large", attempt.get("failure").getAsString());
    assertEquals(Optional.empty(), new Answer.Answered(200, Map.of(), "long", true, trip).error());
  }

  @Test
  void whatTheEndpointSaidNeedsAPermission() throws Exception {
    var delivery = pass("evt_1", 500, later());

    var text =
        api.tenant("trattoria", "webhooks:read").get("/v1/deliveries/" + delivery.id()).text();

    assertTrue(text.contains("\"status\":500"), text);
    assertFalse(text.contains("body 1") || text.contains("x-kitchen"), text);
  }

  @Test
  void oneThatNeverNeededADocumentIsFoundInItsEvent() throws Exception {
    var delivery = pass("evt_1", 202, new Verdict.Delivered());
    assertTrue(api.deliveries.get(delivery.id()).isEmpty());

    var json = caller.get("/v1/deliveries/" + delivery.id()).json();

    assertEquals("delivered", json.get("state").getAsString());
    var attempt = json.getAsJsonArray("attempts").get(0).getAsJsonObject();
    assertEquals(202, attempt.get("status").getAsInt());
    assertEquals(3, attempt.get("took_ms").getAsInt());
    assertEquals("{\"total\":3}", attempt.get("phases_ms").toString());
    assertEquals("192.0.2.1", attempt.get("address").getAsString());
    assertEquals(1, attempt.get("tries").getAsInt());
    assertEquals("1", attempt.getAsJsonObject("headers").get("x-kitchen").getAsString());
    assertFalse(attempt.has("body"));
    var withoutPayload =
        api.tenant("trattoria", "webhooks:read").get("/v1/deliveries/" + delivery.id()).text();
    assertFalse(withoutPayload.contains("x-kitchen"), withoutPayload);
  }

  @Test
  void oneThatIsOnItsWayHasNoAttemptYet() throws Exception {
    Event event = Samples.event("trattoria", "evt_1", "order.created");
    api.events.claim(event, List.of(webhook.id()), api.clock.instant(), Duration.ofSeconds(30));

    var line = caller.get(path).json().getAsJsonArray("data").get(0).getAsJsonObject();

    assertEquals("pending", line.get("state").getAsString());
    assertEquals(0, line.get("attempt_count").getAsInt());
    assertEquals(200, caller.get("/v1/deliveries/" + line.get("id").getAsString()).status());
  }

  @Test
  void whatIsNoDeliveryIsNotFound() throws Exception {
    var delivered = pass("evt_1", 200, new Verdict.Delivered());
    var resent = new DeliveryId("trattoria", "evt_1", webhook.id(), 1);
    var elsewhere = new DeliveryId("trattoria", "evt_1", "wh_other", 0);

    assertEquals(DeliveryState.DELIVERED, delivered.state());
    for (String id : List.of("dlv_", "dlv_!!", "x", resent.toString(), elsewhere.toString())) {
      assertEquals(404, caller.get("/v1/deliveries/" + id).status(), id);
    }
  }
}
