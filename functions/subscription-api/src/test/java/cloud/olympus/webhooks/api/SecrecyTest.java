package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A secret is shown at its creation and on its own path, and nowhere else. */
class SecrecyTest {

  private static final Set<String> SHOWING =
      Set.of(
          "POST /v1/webhooks",
          "GET /v1/webhooks/{id}/secret",
          "POST /v1/webhooks/{id}/secret/rotate",
          "POST /v1/webhooks/{id}/secret/rollback");

  private final TestApi api = new TestApi();
  private final TestApi.Caller caller = api.tenant("trattoria");

  @Test
  void noOtherAnswerAndNoLogHoldsOne() throws Exception {
    List<String> shown = new ArrayList<>();
    for (ApiRoutes route : ApiRoutes.ALL) {
      var webhook = caller.webhook(TestApi.HOOK);
      String secret = webhook.get("secret").getAsString().substring(6);
      String path = "/v1/webhooks/" + webhook.get("id").getAsString() + "/secret/rotate";
      assertTrue(caller.post(path, "{}").status() == 200, "so that there is one to go back to");
      InMemoryResponse response = call(route, webhook.get("id").getAsString());
      String all = response.text() + response.getHeaders();
      if (all.contains("whsec_") || all.contains(secret)) {
        shown.add(route.method() + ' ' + route.template());
      }
    }

    assertTrue(SHOWING.equals(Set.copyOf(shown)), shown::toString);
    assertFalse(api.logged().contains("whsec_"), api.logged());
  }

  private InMemoryResponse call(ApiRoutes route, String webhook) throws Exception {
    var who = route.permission().equals("operator:*") ? api.operator() : caller;
    String delivery = new DeliveryId("trattoria", "evt_1", webhook, 0).toString();
    var request =
        who.request(route.method(), route.path(webhook, delivery, "evt_1"))
            .header("If-Match", "\"v2\"");
    return api.send(route.body().isEmpty() ? request : request.json(route.body()));
  }
}
