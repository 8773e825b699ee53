package cloud.olympus.webhooks.forwarder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.outbound.TinkVault;
import cloud.olympus.webhooks.web.Standalone;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import com.google.gson.JsonElement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WiringTest {

  private static final Map<String, String> COMPLETE =
      Map.of(
          "WEBHOOKS_PUBSUB_PROJECT", "olympus-test",
          "WEBHOOKS_FIRESTORE_PROJECT", "olympus-test",
          "WEBHOOKS_TASKS_QUEUES", "projects/olympus-test/locations/europe-west1/queues/lanes",
          "WEBHOOKS_FORWARDER_URL", "https://event-forwarder.example",
          "WEBHOOKS_KEYSET", TinkVault.generateKeyset(),
          "WEBHOOKS_OIDC_AUDIENCE", "https://event-forwarder.example",
          "WEBHOOKS_OIDC_PUSH_CALLER", "pubsub@olympus-test.example",
          "WEBHOOKS_OIDC_WAKE_CALLER", "tasks@olympus-test.example",
          "WEBHOOKS_OIDC_SWEEP_CALLER", "scheduler@olympus-test.example");

  private static final Map<String, String> EMULATORS =
      Map.of(
          "FIRESTORE_EMULATOR_HOST", "127.0.0.1:1",
          "PUBSUB_EMULATOR_HOST", "127.0.0.1:1",
          "CLOUD_TASKS_EMULATOR_HOST", "127.0.0.1:1");

  private static InMemoryResponse health(Map<String, String> environment) throws Exception {
    var function =
        Standalone.start(EventForwarder.SERVICE, environment, (_, _, _, _) -> {}, Wiring::assemble);
    return InMemoryResponse.of(function, InMemoryRequest.get("/health"));
  }

  private static Set<String> named(InMemoryResponse response) {
    assertEquals(503, response.status());
    var names = new TreeSet<String>();
    for (JsonElement setting : response.json().getAsJsonArray("settings")) {
      names.add(setting.getAsJsonObject().get("name").getAsString());
    }
    return names;
  }

  @Test
  void withoutSettingsItStartsAndNamesEach() throws Exception {
    assertEquals(COMPLETE.keySet(), named(health(Map.of())));
  }

  @Test
  void withAllSettingsItIsReadyAndConnectsOnlyWhenThereIsWork() throws Exception {
    var environment = new HashMap<>(COMPLETE);
    environment.putAll(EMULATORS);

    assertEquals(200, health(environment).status());
  }

  @Test
  void callersMayGoUncheckedOnEmulatorsOnly() throws Exception {
    var environment = new HashMap<>(COMPLETE);
    environment.put("WEBHOOKS_OIDC", "off");
    environment.put("WEBHOOKS_ALLOW_LOOPBACK", "true");

    assertEquals(Set.of("WEBHOOKS_OIDC", "WEBHOOKS_ALLOW_LOOPBACK"), named(health(environment)));

    environment.putAll(EMULATORS);
    assertEquals(200, health(environment).status());
  }

  @Test
  void hostsOfOurOwnAreNamesAndAddresses() throws Exception {
    var environment = new HashMap<>(COMPLETE);
    environment.putAll(EMULATORS);
    environment.put("WEBHOOKS_OWN_HOSTS", "hooks.olympus.example, 203.0.113.7,2001:db8::/32");
    assertEquals(200, health(environment).status());

    environment.put("WEBHOOKS_OWN_HOSTS", "https://hooks.olympus.example");
    assertEquals(Set.of("WEBHOOKS_OWN_HOSTS"), named(health(environment)));
  }

  @Test
  void aSettingThatIsUnknownIsNamedAndNoValueIsShown() throws Exception {
    var environment = new HashMap<>(COMPLETE);
    environment.put("WEBHOOKS_KEYSET", "k3yset");
    environment.put("WEBHOOKS_KEYSETT", "s3cret");

    var response = health(environment);

    assertEquals(
        List.of(true, false, false),
        List.of(
            named(response).contains("WEBHOOKS_KEYSETT"),
            response.text().contains("s3cret"),
            response.text().contains("k3yset")));
    assertEquals(Set.of("WEBHOOKS_KEYSET", "WEBHOOKS_KEYSETT"), named(response));
  }
}
