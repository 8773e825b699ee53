package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyTest {

  private static final String OTHER = "{\"url\":\"https://other.example\",\"events\":[\"*\"]}";

  private final TestApi api = new TestApi();
  private final TestApi.Caller caller = api.tenant("trattoria");

  private InMemoryResponse create(TestApi.Caller who, String key, String body) throws Exception {
    return api.send(who.request("POST", "/v1/webhooks").header("Idempotency-Key", key).json(body));
  }

  private int webhooks() {
    return api.subscriptions.list("trattoria", null, 100).items().size();
  }

  @Test
  void aRepetitionGetsTheSameAnswer() throws Exception {
    var first = create(caller, "\"key-1\"", TestApi.HOOK);
    api.clock.advance(Duration.ofHours(23));
    var second = create(caller, "\"key-1\"", TestApi.HOOK);

    assertEquals(201, second.status());
    assertEquals(first.text(), second.text());
    assertEquals(first.header("Location"), second.header("Location"));
    assertEquals(first.header("ETag"), second.header("ETag"));
    assertEquals("true", second.header("Idempotency-Replayed").orElse(""));
    assertTrue(first.header("Idempotency-Replayed").isEmpty());
    assertEquals(1, webhooks());
  }

  @Test
  void otherContentUnderTheKeyIsRefused() throws Exception {
    create(caller, "key-1", TestApi.HOOK);

    assertEquals(422, create(caller, "key-1", OTHER).status());
    assertEquals(1, webhooks());
  }

  @Test
  void afterADayTheKeyIsForgotten() throws Exception {
    var first = create(caller, "key-1", TestApi.HOOK);
    api.clock.advance(Duration.ofHours(25));
    var second = create(caller, "key-1", TestApi.HOOK);

    assertEquals(201, second.status());
    assertNotEquals(first.json().get("id"), second.json().get("id"));
  }

  @Test
  void aKeyMeansNothingToOthers() throws Exception {
    create(caller, "key-1", TestApi.HOOK);

    var other = create(api.tenant("pizzeria"), "key-1", OTHER);

    assertEquals(201, other.status());
    assertTrue(other.header("Idempotency-Replayed").isEmpty());
  }

  @Test
  void whatWasRefusedMayBeMendedUnderItsKey() throws Exception {
    assertEquals(400, create(caller, "key-1", "{}").status());
    assertEquals(201, create(caller, "key-1", TestApi.HOOK).status());
  }

  @Test
  void fiftyAtOnceMakeOneWebhook() throws Exception {
    var answers = Crowd.all(50, () -> create(caller, "key-1", TestApi.HOOK));

    assertEquals(1, webhooks());
    assertTrue(
        answers.stream().allMatch(a -> a.status() == 201 || a.status() == 409),
        () -> answers.stream().map(InMemoryResponse::status).toList().toString());
    assertEquals(
        1,
        answers.stream()
            .filter(a -> a.status() == 201)
            .map(InMemoryResponse::text)
            .distinct()
            .count());
  }

  @Test
  void whereTheAnswerWasLostTheRepetitionFindsWhatWasMade() throws Exception {
    var keys = spy(api.idempotencyKeys);
    doThrow(new Unavailable("full")).when(keys).complete(any(), any(), any());
    var broken = api.on(with(keys));
    assertEquals(503, create(caller, "key-1", TestApi.HOOK).status());
    assertEquals(409, create(caller, "key-1", TestApi.HOOK).status());

    api.on(api.ports());
    api.clock.advance(Duration.ofSeconds(61));
    var repetition = create(caller, "key-1", TestApi.HOOK);

    assertEquals(201, repetition.status());
    assertEquals(1, webhooks());
    assertTrue(repetition.json().has("secret"));
    assertEquals(api, broken);
  }

  @Test
  void theStoredAnswerIsSealed() throws Exception {
    var keys = new RecordingKeys(api.idempotencyKeys);
    api.on(with(keys));

    String secret = create(caller, "key-1", TestApi.HOOK).json().get("secret").getAsString();

    assertEquals(1, keys.answers.size());
    assertFalse(keys.answers.getFirst().contains(secret.substring(6)));
    assertFalse(keys.answers.getFirst().contains("whsec_"));
  }

  @Test
  void aRotationIsRepeatedWithoutASecondSecret() throws Exception {
    String path = caller.webhookPath();
    var once = caller.request("POST", path + "/secret/rotate").header("Idempotency-Key", "r");
    var twice = caller.request("POST", path + "/secret/rotate").header("Idempotency-Key", "r");

    assertEquals(api.send(once.json("{}")).text(), api.send(twice.json("{}")).text());
    assertEquals(2, caller.get(path + "/secret").json().getAsJsonArray("secrets").size());
  }

  @Test
  void aRepeatedTestIsSentOnce() throws Exception {
    String path = caller.webhookPath() + "/test";

    api.send(caller.request("POST", path).header("Idempotency-Key", "t").json("{}"));
    api.send(caller.request("POST", path).header("Idempotency-Key", "t").json("{}"));

    assertEquals(1, api.sender.sent().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"open", "a b", "a;b", "é"})
  void aMalformedKeyIsRefused(String key) throws Exception {
    var response = create(caller, key, TestApi.HOOK);

    assertEquals(400, response.status());
    assertEquals(List.of("Idempotency-Key malformed"), TestApi.errors(response));
    assertEquals(0, webhooks());
  }

  @Test
  void aReplayStillNeedsThePermission() throws Exception {
    create(caller, "key-1", TestApi.HOOK);

    var reader = api.caller("trattoria", Set.of("webhooks:read"), Set.of());

    assertEquals(403, create(reader, "key-1", TestApi.HOOK).status());
  }

  private Ports with(cloud.olympus.webhooks.ledger.IdempotencyKeys keys) {
    Ports ports = api.ports();
    return new Ports(
        ports.subscriptions(),
        ports.vault(),
        ports.tenantKeys(),
        ports.events(),
        ports.deliveries(),
        ports.lanes(),
        ports.wakeups(),
        ports.bus(),
        ports.deadLetters(),
        keys,
        ports.accounts(),
        ports.killSwitches());
  }
}
