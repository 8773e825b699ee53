package cloud.olympus.webhooks.forwarder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
          "WEBHOOKS_TASKS_QUEUE", "projects/olympus-test/locations/europe-west1/queues/lanes",
          "WEBHOOKS_KEYSET", "k3yset",
          "WEBHOOKS_OIDC_AUDIENCE", "https://event-forwarder.example",
          "WEBHOOKS_OIDC_PUSH_CALLER", "pubsub@olympus-test.example",
          "WEBHOOKS_OIDC_WAKE_CALLER", "tasks@olympus-test.example",
          "WEBHOOKS_OIDC_SWEEP_CALLER", "scheduler@olympus-test.example");

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
  void withAllSettingsItSaysWhatThisBuildCannotReach() throws Exception {
    assertEquals(
        Set.of("WEBHOOKS_FIRESTORE_PROJECT", "WEBHOOKS_PUBSUB_PROJECT", "WEBHOOKS_TASKS_QUEUE"),
        named(health(COMPLETE)));
  }

  @Test
  void aSettingThatIsUnknownIsNamedAndNoValueIsShown() throws Exception {
    var environment = new HashMap<>(COMPLETE);
    environment.put("WEBHOOKS_KEYSETT", "s3cret");

    var response = health(environment);

    assertEquals(
        List.of(true, false, false),
        List.of(
            named(response).contains("WEBHOOKS_KEYSETT"),
            response.text().contains("s3cret"),
            response.text().contains("k3yset")));
    assertFalse(named(response).contains("WEBHOOKS_KEYSET"));
  }
}
