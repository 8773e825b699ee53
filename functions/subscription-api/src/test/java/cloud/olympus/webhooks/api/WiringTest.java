package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.outbound.TinkVault;
import cloud.olympus.webhooks.web.Standalone;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WiringTest {

  private static final Map<String, String> COMPLETE =
      Map.of(
          "WEBHOOKS_JWT_ISSUER", "https://id.example",
          "WEBHOOKS_JWT_AUDIENCE", "webhooks",
          "WEBHOOKS_JWT_JWKS_URL", "https://id.example/jwks.json",
          "WEBHOOKS_PUBSUB_PROJECT", "olympus-test",
          "WEBHOOKS_FIRESTORE_PROJECT", "olympus-test",
          "WEBHOOKS_TASKS_QUEUES", "projects/olympus-test/locations/europe-west1/queues/lanes",
          "WEBHOOKS_FORWARDER_URL", "https://event-forwarder.example",
          "WEBHOOKS_KEYSET", TinkVault.generateKeyset());

  private static InMemoryResponse health(Map<String, String> environment) throws Exception {
    var function =
        Standalone.start(
            SubscriptionApi.SERVICE, environment, (_, _, _, _) -> {}, Wiring::assemble);
    return InMemoryResponse.of(function, InMemoryRequest.get("/health"));
  }

  private static List<String> named(InMemoryResponse response) {
    assertEquals(503, response.status());
    List<String> names = new ArrayList<>();
    for (JsonElement setting : response.json().getAsJsonArray("settings")) {
      names.add(setting.getAsJsonObject().get("name").getAsString());
    }
    return names;
  }

  @Test
  void withoutSettingsItStartsAndNamesEach() throws Exception {
    List<String> named = named(health(Map.of()));

    assertTrue(named.containsAll(COMPLETE.keySet()), named::toString);
  }

  @Test
  void aSettingThatIsUnknownIsNamedAndNoValueIsShown() throws Exception {
    var environment = new HashMap<>(COMPLETE);
    environment.put("WEBHOOKS_KEYSETT", "s3cret");

    var response = health(environment);

    assertTrue(named(response).contains("WEBHOOKS_KEYSETT"));
    assertFalse(response.text().contains("s3cret"));
  }

  @Test
  void withAllSettingsItIsReadyAndConnectsOnlyWhenThereIsWork() throws Exception {
    var environment = new HashMap<>(COMPLETE);
    environment.put("WEBHOOKS_OIDC_WAKE_CALLER", "tasks@olympus-test.example");
    environment.put("WEBHOOKS_OIDC_AUDIENCE", "https://event-forwarder.example");
    environment.put("FIRESTORE_EMULATOR_HOST", "127.0.0.1:1");
    environment.put("WEBHOOKS_OWN_HOSTS", "hooks.olympus.example,203.0.113.7");

    assertEquals(200, health(environment).status());
  }

  @Test
  void tasksSayWhoTheyAreUnlessTheyAreEmulated() throws Exception {
    assertEquals(
        List.of("WEBHOOKS_OIDC_AUDIENCE", "WEBHOOKS_OIDC_WAKE_CALLER"), named(health(COMPLETE)));
  }

  @Test
  void thePlatformStartsItWithoutArguments() throws Exception {
    var response = InMemoryResponse.of(new SubscriptionApi(), InMemoryRequest.get("/health"));

    assertTrue(named(response).contains("WEBHOOKS_KEYSET"), response.text());
  }
}
