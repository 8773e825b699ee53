package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KillSwitchTest {

  private static final String PATH = "/v1/operator/kill-switch";

  private final TestApi api = new TestApi();
  private final TestApi.Caller operator = api.operator();

  @Test
  void anOperatorStopsAllOneTenantOrOneEndpointAndTakesItBack() throws Exception {
    for (String scope :
        List.of("{}", "{'tenant_id':'t'}", "{'tenant_id':'t','webhook_id':'wh_1'}")) {
      assertFalse(api.killSwitches.stops("t", "wh_1"));

      var put = stop(scope);

      assertEquals(200, put.status(), put.text());
      assertTrue(api.killSwitches.stops("t", "wh_1"));
      assertEquals(scope.contains("webhook"), !api.killSwitches.stops("t", "wh_2"));
      assertEquals(scope.contains("tenant"), !api.killSwitches.stops("u", "wh_1"));
      var on = operator.get(PATH).json().getAsJsonArray("switches");
      assertEquals(put.json(), on.get(0).getAsJsonObject());
      assertEquals(204, delete(query(scope)).status());
      assertEquals(404, delete(query(scope)).status());
    }
  }

  @Test
  void nobodyStopsAnythingWithoutSayingWhy() throws Exception {
    for (var body : List.of("{}", "{'tenant_id':null}", "{'tenant_id':'t','reason':' '}")) {
      var response = operator.put(PATH, body);

      assertEquals(400, response.status());
      assertTrue(response.text().contains("\"field\":\"reason\""), response.text());
      assertFalse(api.killSwitches.stops("t", "wh_1"));
    }
  }

  private InMemoryResponse stop(String scope) throws Exception {
    String reason = "'reason':'it floods its partner'}";
    return operator.put(PATH, scope.replace("}", scope.equals("{}") ? reason : "," + reason));
  }

  private InMemoryResponse delete(String query) throws Exception {
    var request = operator.request("DELETE", PATH);
    return api.send(query.isEmpty() ? request : request.query(query));
  }

  private static String query(String scope) {
    return scope.equals("{}")
        ? ""
        : scope.replaceAll("[{}']", "").replace(':', '=').replace(',', '&');
  }

  @Test
  void theReasonAndTheTimeAreShown() throws Exception {
    operator.put(PATH, "{'tenant_id':'t','reason':'floods its partner'}");

    var on = operator.get(PATH).json().getAsJsonArray("switches").get(0).getAsJsonObject();

    assertEquals("floods its partner", on.get("reason").getAsString());
    assertEquals(api.clock.instant().toString(), on.get("since").getAsString());
  }

  @Test
  void theLanesOfWhomItStoppedAreWokenWhenItIsTakenBack() throws Exception {
    var tenant = api.tenant("trattoria");
    String one = tenant.webhook(TestApi.HOOK).get("id").getAsString();
    String two = tenant.webhook(TestApi.HOOK).get("id").getAsString();
    stop("{'tenant_id':'trattoria'}");

    delete("tenant_id=trattoria");

    var woken =
        api.wakeups.scheduled().stream().map(wake -> wake.lane().webhookId()).sorted().toList();
    assertEquals(List.of(one, two).stream().sorted().toList(), woken);
  }

  @Test
  void noTestIsSentToWhomAnOperatorStopped() throws Exception {
    String path = api.tenant("trattoria").webhookPath() + "/test";
    stop("{'tenant_id':'trattoria'}");

    assertEquals(409, api.tenant("trattoria").post(path, "{}").status());

    assertEquals(List.of(), api.sender.sent());
    delete("tenant_id=trattoria");
    assertEquals(200, api.tenant("trattoria").post(path, "{}").status());
  }

  @Test
  void thereAreOnlySoMany() throws Exception {
    for (int i = 0; i < KillSwitches.MOST; i++) {
      assertEquals(200, stop("{'tenant_id':'t-" + i + "'}").status());
    }

    assertEquals(409, stop("{'tenant_id':'one-more'}").status());
    assertEquals(200, operator.put(PATH, "{'tenant_id':'t-0','reason':'still'}").status());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'webhook_id':'wh_1'}                  | tenant_id required",
        "{'tenant_id':'a.b'}                    | tenant_id invalid",
        "{'tenant_id':'t','webhook_id':'w.1'}   | webhook_id invalid",
        "{'tenant_id':7}                        | tenant_id wrong_type",
        "{'tenant':'t'}                         | tenant unknown",
      })
  void aWrongFieldIsNamed(String body, String error) throws Exception {
    var response = stop(body);

    assertEquals(400, response.status());
    assertEquals(List.of(error), TestApi.errors(response));
    assertFalse(api.killSwitches.stops("t", "wh_1"));
  }
}
