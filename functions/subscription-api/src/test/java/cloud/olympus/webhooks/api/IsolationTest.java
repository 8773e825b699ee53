package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A tenant sees and touches only what is its own. */
class IsolationTest {

  private final TestApi api = new TestApi();
  private final TestApi.Caller owner = api.tenant("trattoria");
  private final TestApi.Caller stranger = api.tenant("pizzeria");
  private String webhook = "";
  private String delivery = "";
  private String event = "";

  @BeforeEach
  void somethingOfOneTenant() throws Exception {
    webhook = owner.webhook(TestApi.HOOK).get("id").getAsString();
    JsonObject test = owner.post("/v1/webhooks/" + webhook + "/test", "{}").json();
    delivery = test.get("delivery_id").getAsString();
    event = test.get("event_id").getAsString();
  }

  private InMemoryResponse call(TestApi.Caller who, ApiRoutes route, String path) throws Exception {
    var request = who.request(route.method(), path).header("If-Match", "\"v1\"");
    return api.send(route.body().isEmpty() ? request : request.json(route.body()));
  }

  @ParameterizedTest
  @MethodSource("cloud.olympus.webhooks.api.ApiRoutes#ofOneThing")
  void anothersIsAnsweredExactlyAsWhatDoesNotExist(ApiRoutes route) throws Exception {
    String theirs = route.path(webhook, delivery, event);
    String missing =
        route.path(
            "wh_00000000000000000000000000",
            new DeliveryId("pizzeria", "evt_0", "wh_0", 0).toString(),
            "evt_0");

    var toStranger = call(stranger, route, theirs);
    var toNobody = call(stranger, route, missing);

    assertEquals(404, toStranger.status());
    assertEquals(404, toNobody.status());
    assertEquals(headers(toNobody), headers(toStranger));
    assertEquals(toNobody.text().replace(missing, theirs), toStranger.text());
    assertNotEquals(404, call(owner, route, theirs).status());
  }

  /** The body holds the path that was asked for, and so its length differs. */
  private static Map<String, List<String>> headers(InMemoryResponse response) {
    var headers = new TreeMap<>(response.getHeaders());
    headers.remove("Content-Length");
    return headers;
  }

  @ParameterizedTest
  @MethodSource("cloud.olympus.webhooks.api.ApiRoutes#all")
  void whateverAStrangerDoesNothingOfOthersIsShownOrChanged(ApiRoutes route) throws Exception {
    String before = owner.get("/v1/webhooks/" + webhook).text();
    int sent = api.sender.sent().size();

    String answer = call(stranger, route, route.path(webhook, delivery, event)).text();

    answer = answer.replaceAll("\"instance\":\"[^\"]*\"", "");
    assertFalse(answer.contains("trattoria"), answer);
    assertFalse(answer.contains(webhook) || answer.contains(event), answer);
    assertEquals(before, owner.get("/v1/webhooks/" + webhook).text());
    assertEquals(sent, api.sender.sent().size());
  }

  @Test
  void anOperatorsTokenIsOfItsTenantToo() throws Exception {
    assertEquals(404, api.operator().get("/v1/webhooks/" + webhook).status());
  }

  @Test
  void listsHoldOnlyOnesOwn() throws Exception {
    for (String path : List.of("/v1/webhooks", "/v1/events", "/v1/dead-letters")) {
      assertTrue(stranger.get(path).json().getAsJsonArray("data").isEmpty(), path);
    }
    assertTrue(
        stranger.get("/v1/events?webhook=" + webhook).json().getAsJsonArray("data").isEmpty());
  }

  @Test
  void theSameEventIdOfTwoTenantsIsTwoEvents() throws Exception {
    for (String tenant : List.of("trattoria", "pizzeria")) {
      api.events.claim(
          Samples.event(tenant, "evt_same", "order.created", "{\"of\":\"" + tenant + "\"}"),
          List.of(),
          api.clock.instant(),
          Duration.ofSeconds(30));
    }

    assertTrue(owner.get("/v1/events/evt_same").text().contains("{\"of\":\"trattoria\"}"));
    assertTrue(stranger.get("/v1/events/evt_same").text().contains("{\"of\":\"pizzeria\"}"));
  }
}
