package cloud.olympus.webhooks.forwarder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.InvokerProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventForwarderAloneIT {

  @TempDir private Path folder;

  @Test
  void withoutSettingsItStartsAndNamesWhatItMissesAndAcknowledgesNothing() throws Exception {
    try (var alone = start(Map.of())) {
      var health = alone.get("/health");
      var push = alone.post(EventForwarder.EVENTS, "{\"message\":{\"data\":\"e30=\"}}");

      assertEquals(503, health.statusCode());
      assertEquals(
          "application/problem+json", health.headers().firstValue("Content-Type").orElseThrow());
      assertTrue(health.body().contains("\"WEBHOOKS_FIRESTORE_PROJECT\""), health.body());
      assertTrue(health.body().contains("\"WEBHOOKS_OIDC_PUSH_CALLER\""), health.body());
      assertEquals(503, push.statusCode());
      assertEquals("60", push.headers().firstValue("Retry-After").orElseThrow());
      assertTrue(alone.output().contains("\"severity\":\"CRITICAL\""), alone.output());
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

  private InvokerProcess start(Map<String, String> settings) throws Exception {
    return InvokerProcess.ofModule(EventForwarder.class.getName(), settings, folder);
  }
}
