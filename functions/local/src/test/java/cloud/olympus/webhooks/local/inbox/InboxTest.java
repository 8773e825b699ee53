package cloud.olympus.webhooks.local.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.signing.Signature;
import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.signing.Signer;
import cloud.olympus.webhooks.signing.SigningKeyPair;
import cloud.olympus.webhooks.signing.SigningSecret;
import cloud.olympus.webhooks.signing.TenantKey;
import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.memory.InMemorySubscriptions;
import cloud.olympus.webhooks.testkit.memory.InMemoryTenantKeys;
import cloud.olympus.webhooks.testkit.memory.InMemoryVault;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxTest {

  private static final byte[] BODY = "{}".getBytes(UTF_8);

  private final InMemorySubscriptions subscriptions = new InMemorySubscriptions();
  private final InMemoryVault vault = new InMemoryVault();
  private final InMemoryTenantKeys tenantKeys = new InMemoryTenantKeys();
  private final TestClock clock = new TestClock();
  private final Inbox inbox =
      new Inbox(subscriptions, vault, tenantKeys, clock, () -> 1L, (_, _, _, _) -> {});

  @Test
  void theNewestIsFirst() throws Exception {
    receive("till");
    receive("kitchen");
    receive("till");

    var list = get("/dev/inbox");

    assertEquals(3, list.json().get("received").getAsInt());
    assertEquals(List.of("3 till", "2 kitchen", "1 till"), shown(list));
  }

  @Test
  void oneInboxIsShownByItsName() throws Exception {
    receive("till");
    receive("kitchen");
    receive("till");

    var list = get("/dev/inbox/till");

    assertEquals(2, list.json().get("received").getAsInt());
    assertEquals(List.of("3 till", "1 till"), shown(list));
    assertEquals(List.of(), shown(get("/dev/inbox/other")));
  }

  @Test
  void whatIsForgottenIsCountedNoMore() throws Exception {
    receive("till");
    serve(InMemoryRequest.of("PUT", "/dev/inbox/till").json("{\"status\":500}"), 204);

    serve(InMemoryRequest.of("DELETE", "/dev/inbox"), 204);

    assertEquals(0, get("/dev/inbox").json().get("received").getAsInt());
    receive("till");
    assertEquals(List.of("1 till"), shown(get("/dev/inbox")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"500\"}",
        "{\"status\":600}",
        "{\"status\":{}}",
        "{\"delay_ms\":1.5}",
        "{\"retry_after\":{}}",
        "{\"retry_after\":true}",
        "{\"retry_after\":\"1\\n2\"}",
        "{\"hang\":\"yes\"}",
        "{\"hang\":[]}",
        "{\"staus\":500}",
      })
  void aBehaviourThatItCannotHaveIsRefused(String body) throws Exception {
    var refused = serve(InMemoryRequest.of("PUT", "/dev/inbox/till").json(body), 400);

    assertEquals(1, refused.json().getAsJsonArray("errors").size(), refused.text());
  }

  @Test
  void whatIsLeftOutOrNullIsAsAtFirst() throws Exception {
    String body = "{\"status\":null,\"delay_ms\":null,\"hang\":null,\"retry_after\":null}";
    serve(InMemoryRequest.of("PUT", "/dev/inbox/till").json(body), 204);

    receive("till");
  }

  @Test
  void itTellsThatItKnowsNoOtherParameter() throws Exception {
    var refused = serve(InMemoryRequest.get("/dev/inbox").query("name=till"), 400);

    assertTrue(refused.text().contains("known are limit"), refused.text());
  }

  @Test
  void verifiedIsWhatIsRightByEveryScheme() throws Exception {
    var secret = SigningSecret.of(new byte[32]);
    var pair = SigningKeyPair.generate();
    String sealed = vault.seal(secret.bytes(), Subscription.owner("trattoria", "wh_1"));
    subscriptions.create(
        SubscriptionSample.of("trattoria")
            .id("wh_1")
            .signatures(SignatureScheme.V1, SignatureScheme.V1A)
            .keys(new SigningKey(sealed, clock.instant(), null))
            .build());
    var key = new TenantKey(pair.publicKey(), "sealed", clock.instant(), null);
    tenantKeys.replace(new TenantKeySet("trattoria", List.of(key), 0));
    var other = SigningKeyPair.generate();

    assertEquals("true", verified(clock.instant(), secret, pair));
    assertEquals("true", verified(clock.instant(), other, pair, secret));
    assertEquals("false", verified(clock.instant(), secret, other));
    assertEquals("false", verified(clock.instant(), secret));
    assertEquals("false", verified(clock.instant(), pair));
    assertEquals("false", verified(clock.instant(), SigningSecret.of(BODY), pair));
    assertEquals("false", verified(clock.instant().minusSeconds(301), secret, pair));
  }

  private String verified(Instant at, Signer... signers) throws Exception {
    var request =
        InMemoryRequest.post("/dev/inbox/till")
            .header("Olympus-Tenant", "trattoria")
            .header("Olympus-Subscription", "wh_1")
            .header("Olympus-Key-Id", "a.b")
            .header("webhook-id", "msg_1")
            .header("webhook-timestamp", Long.toString(at.getEpochSecond()))
            .header("webhook-signature", Signature.header("msg_1", at, BODY, List.of(signers)));
    serve(request.body(BODY), 200);
    var newest = get("/dev/inbox").json().getAsJsonArray("data").get(0).getAsJsonObject();
    var headers = newest.getAsJsonObject("headers");
    assertEquals("a.b", headers.get("olympus-key-id").getAsString());
    return newest.get("verified").toString();
  }

  private void receive(String name) throws Exception {
    serve(InMemoryRequest.post("/dev/inbox/" + name).body(BODY), 200);
  }

  private InMemoryResponse get(String path) throws Exception {
    return serve(InMemoryRequest.get(path), 200);
  }

  private InMemoryResponse serve(InMemoryRequest request, int status) throws Exception {
    var response = InMemoryResponse.of(inbox, request);
    assertEquals(status, response.status(), response::text);
    return response;
  }

  private static List<String> shown(InMemoryResponse list) {
    List<String> shown = new ArrayList<>();
    for (var arrival : list.json().getAsJsonArray("data")) {
      var json = arrival.getAsJsonObject();
      shown.add(json.get("number").getAsInt() + " " + json.get("inbox").getAsString());
    }
    return shown;
  }
}
