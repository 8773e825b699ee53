package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.Crowd;
import com.google.gson.JsonArray;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

  private static final String OWN = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private final TestApi api = new TestApi();
  private final TestApi.Caller caller = api.tenant("trattoria");
  private String first = "";
  private String path = "";

  @BeforeEach
  void webhook() throws Exception {
    var created = caller.webhook(TestApi.HOOK);
    first = created.get("secret").getAsString();
    path = "/v1/webhooks/" + created.get("id").getAsString() + "/secret";
  }

  private JsonArray live() throws Exception {
    return caller.get(path).json().getAsJsonArray("secrets");
  }

  private String rotate(String json) throws Exception {
    var response = caller.post(path + "/rotate", json);
    assertEquals(200, response.status(), response.text());
    return response.json().get("secret").getAsString();
  }

  @Test
  void theSecretHasAPathAndAPermissionOfItsOwn() throws Exception {
    var response = caller.get(path);

    assertEquals(first, response.json().get("secret").getAsString());
    assertEquals("no-store", response.header("Cache-Control").orElse(""));
    assertEquals(
        403, api.tenant("trattoria", "webhooks:read", "webhooks:write").get(path).status());
  }

  @Test
  void afterARotationBothSignUntilTheOldOneExpires() throws Exception {
    String second = rotate("{}");

    var live = live();
    assertEquals(2, live.size());
    assertEquals(second, live.get(0).getAsJsonObject().get("secret").getAsString());
    assertEquals(first, live.get(1).getAsJsonObject().get("secret").getAsString());
    assertEquals(
        "2026-03-02T10:00:00Z", live.get(1).getAsJsonObject().get("expires_at").getAsString());
    assertFalse(live.get(0).getAsJsonObject().has("expires_at"));

    api.clock.advance(Duration.ofHours(24));
    assertEquals(1, live().size());
  }

  @Test
  void withoutABodyTheDefaultsHold() throws Exception {
    assertEquals(200, api.send(caller.request("POST", path + "/rotate")).status());
    assertEquals(2, live().size());
  }

  @Test
  void withoutOverlapTheOldOneIsDeadAtOnce() throws Exception {
    String second = rotate("{'overlap_seconds':0}");

    assertEquals(1, live().size());
    assertEquals(second, caller.get(path).json().get("secret").getAsString());
  }

  @Test
  void aLaterRotationNeverProlongsAnOldSecret() throws Exception {
    rotate("{'overlap_seconds':60}");
    rotate("{'overlap_seconds':604800}");

    api.clock.advance(Duration.ofSeconds(61));
    assertFalse(caller.get(path).text().contains(first));
  }

  @Test
  void anOwnSecretIsTaken() throws Exception {
    assertEquals(OWN, rotate("{'secret':'" + OWN + "'}"));
    assertEquals(OWN, caller.get(path).json().get("secret").getAsString());
  }

  @Test
  void aSecretThatSignsAlreadyIsRefused() throws Exception {
    var response = caller.post(path + "/rotate", "{'secret':'" + first + "'}");

    assertEquals(List.of("secret in_use"), TestApi.errors(response));
  }

  @Test
  void atMostTenSignAtOnce() throws Exception {
    for (int i = 0; i < 9; i++) {
      rotate("{}");
    }

    assertEquals(409, caller.post(path + "/rotate", "{}").status());
    assertEquals(10, live().size());
    rotate("{'overlap_seconds':0}");
    assertEquals(1, live().size());
  }

  @Test
  void anOwnSecretMayBeGivenAtTheBeginning() throws Exception {
    var created = caller.webhook(TestApi.HOOK.replace("}", ",\"secret\":\"" + OWN + "\"}"));

    assertEquals(OWN, created.get("secret").getAsString());
  }

  @Test
  void rolledBackTheEarlierOneStaysAndTheOtherEnds() throws Exception {
    String second = rotate("{'overlap_seconds':60}");

    var response = caller.post(path + "/rollback", "{'overlap_seconds':3600}");

    assertEquals(200, response.status(), response.text());
    assertEquals(first, response.json().get("secret").getAsString());
    assertEquals("2026-03-01T11:00:00Z", response.json().get("old_expires_at").getAsString());
    assertEquals("\"v3\"", response.header("ETag").orElse(""));
    var live = live();
    assertEquals(first, live.get(0).getAsJsonObject().get("secret").getAsString());
    assertFalse(live.get(0).getAsJsonObject().has("expires_at"));
    assertEquals(second, live.get(1).getAsJsonObject().get("secret").getAsString());
    assertEquals(
        "2026-03-01T11:00:00Z", live.get(1).getAsJsonObject().get("expires_at").getAsString());

    api.clock.advance(Duration.ofHours(1));
    assertEquals(1, live().size());
    assertEquals(first, caller.get(path).json().get("secret").getAsString());
  }

  @Test
  void rolledBackWithoutOverlapTheOtherIsDeadAtOnce() throws Exception {
    rotate("{}");

    caller.post(path + "/rollback", "{'overlap_seconds':0}");

    assertEquals(1, live().size());
    assertEquals(first, caller.get(path).json().get("secret").getAsString());
  }

  @Test
  void rolledBackTwiceTheLaterOneStaysAgain() throws Exception {
    String second = rotate("{}");

    caller.post(path + "/rollback", "{}");
    caller.post(path + "/rollback", "{}");

    assertEquals(second, caller.get(path).json().get("secret").getAsString());
    assertEquals(2, live().size());
  }

  @Test
  void olderSecretsEndWhenTheyWouldHave() throws Exception {
    String second = rotate("{'overlap_seconds':60}");
    rotate("{'overlap_seconds':7200}");

    caller.post(path + "/rollback", "{'overlap_seconds':7200}");

    assertEquals(second, caller.get(path).json().get("secret").getAsString());
    assertEquals(3, live().size());
    api.clock.advance(Duration.ofSeconds(60));
    assertFalse(caller.get(path).text().contains(first));
  }

  @Test
  void whereNoEarlierSecretSignsThereIsNoWayBack() throws Exception {
    assertEquals(409, caller.post(path + "/rollback", "{}").status());
    rotate("{'overlap_seconds':60}");
    api.clock.advance(Duration.ofSeconds(60));

    var response = caller.post(path + "/rollback", "{}");

    assertEquals(409, response.status());
    assertTrue(response.text().contains("rotate, with the secret to go back to"), response.text());
  }

  @Test
  void aRollbackMayInsistOnTheStateItHasSeenAndIsRepeatedWithoutEffect() throws Exception {
    rotate("{}");
    var stale = caller.request("POST", path + "/rollback").header("If-Match", "\"v1\"");
    assertEquals(412, api.send(stale.json("{}")).status());

    for (int i = 0; i < 2; i++) {
      var request = caller.request("POST", path + "/rollback").header("Idempotency-Key", "k");
      var response = api.send(request.json("{}"));
      assertEquals(200, response.status());
      assertEquals(first, response.json().get("secret").getAsString());
    }

    assertEquals(first, caller.get(path).json().get("secret").getAsString());
  }

  @Test
  void whatHasExpiredIsDroppedWithTheNextChange() throws Exception {
    rotate("{'overlap_seconds':60}");
    api.clock.advance(Duration.ofSeconds(60));
    String id = path.substring("/v1/webhooks/".length(), path.length() - "/secret".length());
    assertEquals(2, api.subscriptions.get("trattoria", id).orElseThrow().keys().size());

    caller.patch("/v1/webhooks/" + id, "*", "{'description':'kitchen'}");

    assertEquals(1, api.subscriptions.get("trattoria", id).orElseThrow().keys().size());
  }

  @Test
  void rotationsAtOnceAllCount() throws Exception {
    Crowd.all(5, () -> rotate("{}"));

    assertEquals(6, live().size());
  }

  @Test
  void aRotationMayInsistOnTheStateItHasSeen() throws Exception {
    var request = caller.request("POST", path + "/rotate").header("If-Match", "\"v9\"");

    assertEquals(412, api.send(request.json("{}")).status());
  }

  @Test
  void testDeliveriesAreSignedWithBoth() throws Exception {
    rotate("{}");

    caller.post(path.replace("/secret", "/test"), "{}");

    String signature = api.sender.sent().getFirst().headers().get("webhook-signature");
    assertNotNull(signature);
    assertEquals(2, signature.split(" ").length, signature);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'overlap_seconds':-1}     | overlap_seconds out_of_range",
        "{'overlap_seconds':604801} | overlap_seconds out_of_range",
        "{'overlap_seconds':1.5}    | overlap_seconds out_of_range",
        "{'overlap_seconds':1e999999999} | overlap_seconds out_of_range",
        "{'overlap_seconds':'1'}    | overlap_seconds wrong_type",
        "{'secret':'whsec_'}        | secret invalid",
        "{'secret':1}               | secret wrong_type",
        "{'overlap':1}              | overlap unknown",
      })
  void aWrongFieldIsNamed(String body, String error) throws Exception {
    var response = caller.post(path + "/rotate", body);

    assertEquals(400, response.status());
    assertEquals(List.of(error), TestApi.errors(response));
    assertTrue(live().size() == 1);
  }
}
