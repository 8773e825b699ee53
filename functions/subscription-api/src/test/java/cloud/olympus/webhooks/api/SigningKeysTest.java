package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.signing.VerifyingKey;
import cloud.olympus.webhooks.testkit.Crowd;
import com.google.gson.JsonArray;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeysTest {

  private static final String PATH = "/v1/signing-keys";
  private static final String BOTH =
      "{'url':'https://partner.example','events':['order.created'],'signatures':['v1','v1a']}";

  private final TestApi api = new TestApi();
  private final TestApi.Caller caller = api.tenant("trattoria");

  private JsonArray keys() throws Exception {
    return caller.get(PATH).json().getAsJsonArray("data");
  }

  private String rotate(String json) throws Exception {
    var response = caller.post(PATH + "/rotate", json);
    assertEquals(200, response.status(), response.text());
    return response.json().get("id").getAsString();
  }

  @Test
  void whoeverAsksForNoneHasNone() throws Exception {
    caller.webhook(TestApi.HOOK);

    assertTrue(keys().isEmpty());
    assertEquals("\"v0\"", caller.get(PATH).header("ETag").orElse(""));
  }

  @Test
  void theFirstIsMadeWithTheFirstSubscriptionThatAsksForIt() throws Exception {
    caller.webhook(BOTH);
    caller.webhook(BOTH);

    assertEquals(1, keys().size());
    var key = keys().get(0).getAsJsonObject();
    assertTrue(VerifyingKey.parse(key.get("public_key").getAsString()).isPresent());
    assertEquals("2026-03-01T10:00:00Z", key.get("created_at").getAsString());
    assertFalse(key.has("expires_at"));
    assertTrue(api.tenant("pizzeria").get(PATH).json().getAsJsonArray("data").isEmpty());
  }

  @Test
  void orWithTheFirstThatIsChangedToIt() throws Exception {
    caller.patch(caller.webhookPath(), "*", "{'signatures':['v1a']}");

    assertEquals(1, keys().size());
  }

  @Test
  void ofManyWhoMakeItAtOnceOneWins() throws Exception {
    Crowd.all(8, () -> caller.webhook(BOTH));

    assertEquals(1, keys().size());
  }

  @Test
  void afterARotationBothSignUntilTheOldOneExpires() throws Exception {
    caller.webhook(BOTH);
    String first = keys().get(0).getAsJsonObject().get("id").getAsString();

    var response = caller.post(PATH + "/rotate", "{}");

    assertEquals("\"v2\"", response.header("ETag").orElse(""));
    assertEquals("2026-03-02T10:00:00Z", response.json().get("old_expires_at").getAsString());
    assertEquals(List.of(response.json().get("id").getAsString(), first), ids());
    assertEquals(
        "2026-03-02T10:00:00Z", keys().get(1).getAsJsonObject().get("expires_at").getAsString());
    api.clock.advance(Duration.ofHours(24));
    assertEquals(1, keys().size());
  }

  private List<String> ids() throws Exception {
    return TestApi.each(caller.get(PATH), "id");
  }

  @Test
  void requestsCarryASignatureOfEachAndTheirIds() throws Exception {
    String webhook = "/v1/webhooks/" + caller.webhook(BOTH).get("id").getAsString();
    rotate("{}");

    caller.post(webhook + "/test", "{}");

    var headers = api.sender.sent().getFirst().headers();
    var signature = String.valueOf(headers.get("webhook-signature"));
    assertTrue(signature.matches("v1,\\S+ v1a,\\S+ v1a,\\S+"), signature);
    assertEquals(String.join(" ", ids()), headers.get("Olympus-Key-Id"));
  }

  @Test
  void whatIsSignedByTheTenantsKeyAloneCarriesNothingOfTheSecret() throws Exception {
    String id = caller.webhook(BOTH.replace("'v1','v1a'", "'v1a'")).get("id").getAsString();

    caller.post("/v1/webhooks/" + id + "/test", "{}");

    var signature = api.sender.sent().getFirst().headers().get("webhook-signature");
    assertTrue(String.valueOf(signature).matches("v1a,\\S+"), signature);
  }

  @Test
  void whoeverAsksForTheSecretAloneGetsNoKeyId() throws Exception {
    caller.webhook(BOTH);
    caller.post(caller.webhookPath() + "/test", "{}");

    var headers = api.sender.sent().getFirst().headers();
    assertTrue(String.valueOf(headers.get("webhook-signature")).matches("v1,\\S+"));
    assertFalse(headers.containsKey("Olympus-Key-Id"));
  }

  @Test
  void atMostTenSignAtOnce() throws Exception {
    for (int i = 0; i < 10; i++) {
      rotate("{}");
    }

    assertEquals(409, caller.post(PATH + "/rotate", "{}").status());
    rotate("{'overlap_seconds':0}");
    assertEquals(1, keys().size());
  }

  @Test
  void rotationsAtOnceAllCount() throws Exception {
    var made = Crowd.all(5, () -> rotate("{}"));

    assertEquals(new HashSet<>(made), new HashSet<>(ids()));
  }

  @Test
  void aRotationMayInsistOnTheStateItHasSeen() throws Exception {
    var stale = caller.request("POST", PATH + "/rotate").header("If-Match", "\"v7\"");
    assertEquals(412, api.send(stale.json("{}")).status());

    var right = caller.request("POST", PATH + "/rotate").header("If-Match", "\"v0\"");
    assertEquals(200, api.send(right.json("{}")).status());
  }

  @Test
  void aRepeatedRotationIsOne() throws Exception {
    for (int i = 0; i < 2; i++) {
      var request = caller.request("POST", PATH + "/rotate").header("Idempotency-Key", "k");
      assertEquals(200, api.send(request.json("{}")).status());
    }

    assertEquals(1, keys().size());
  }

  @Test
  void thePrivateKeyIsSealedForTheTenant() throws Exception {
    caller.webhook(BOTH);

    var set = api.tenantKeys.find(TenantKeySet.handle("trattoria")).orElseThrow();

    assertEquals(32, api.vault.open(set.keys().getFirst().sealed(), "trattoria").length);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'overlap_seconds':604801} | overlap_seconds out_of_range",
        "{'secret':'whsk_AAAA'}     | secret unknown",
      })
  void aWrongFieldIsNamed(String body, String error) throws Exception {
    var response = caller.post(PATH + "/rotate", body);

    assertEquals(400, response.status());
    assertEquals(List.of(error), TestApi.errors(response));
    assertTrue(keys().isEmpty());
  }
}
