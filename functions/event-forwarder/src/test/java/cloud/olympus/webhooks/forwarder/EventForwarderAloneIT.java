package cloud.olympus.webhooks.forwarder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.FunctionZip;
import cloud.olympus.webhooks.testkit.contract.DeployableContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventForwarderAloneIT extends DeployableContract {

  @TempDir private Path folder;

  EventForwarderAloneIT() {
    super(
        FunctionZip.of("event-forwarder"),
        EventForwarder.class,
        36_000_000,
        Set.of("com/stripe/", "org/sqlite/"));
  }

  @Test
  void withoutSettingsItAcknowledgesNothing() throws Exception {
    try (var alone = start(Map.of())) {
      var health = alone.get("/health");
      var push = alone.post(EventForwarder.EVENTS, "{\"message\":{\"data\":\"e30=\"}}");

      assertTrue(health.body().contains("\"WEBHOOKS_FIRESTORE_PROJECT\""), health.body());
      assertTrue(health.body().contains("\"WEBHOOKS_OIDC_PUSH_CALLER\""), health.body());
      assertEquals(503, push.statusCode());
      assertEquals("60", push.headers().firstValue("Retry-After").orElseThrow());
    }
  }

  @Test
  void onThePlatformItStartsBeforeItsKeysetIsStored() throws Exception {
    Path blank = Files.writeString(folder.resolve("keyset"), "\n");
    var settings =
        Map.ofEntries(
            Map.entry("WEBHOOKS_PUBSUB_PROJECT", "olympus-test"),
            Map.entry("WEBHOOKS_FIRESTORE_PROJECT", "olympus-test"),
            Map.entry("WEBHOOKS_TASKS_QUEUES", "projects/p/locations/europe-west1/queues/lanes"),
            Map.entry("WEBHOOKS_FORWARDER_URL", "https://event-forwarder.example"),
            Map.entry("WEBHOOKS_KEYSET_FILE", blank.toString()),
            Map.entry("WEBHOOKS_OIDC_AUDIENCE", "https://event-forwarder.example"),
            Map.entry("WEBHOOKS_OIDC_PUSH_CALLER", "push@olympus-test.example"),
            Map.entry("WEBHOOKS_OIDC_WAKE_CALLER", "wake@olympus-test.example"),
            Map.entry("WEBHOOKS_OIDC_SWEEP_CALLER", "sweep@olympus-test.example"));
    try (var alone = startOnPlatform(settings)) {
      var health = alone.get("/health");

      assertEquals(503, health.statusCode());
      assertTrue(health.body().contains("\"WEBHOOKS_KEYSET_FILE\""), health.body());
      assertTrue(health.body().contains("so far"), health.body());
      assertFalse(health.body().contains("WEBHOOKS_OIDC"), health.body());
    }
  }

  @Test
  void secretsAreNotShown() throws Exception {
    try (var alone = start(Map.of("WEBHOOKS_KEYSET", "k3yset", "WEBHOOKS_KEYSETT", "s3cret"))) {
      String body = alone.get("/health").body();

      assertTrue(body.contains("did you mean WEBHOOKS_KEYSET?"), body);
      assertFalse((body + alone.output()).contains("k3yset"), alone.output());
      assertFalse((body + alone.output()).contains("s3cret"), alone.output());
    }
  }
}
