package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.InvokerProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubscriptionApiAloneIT {

  @TempDir private Path folder;

  @Test
  void withoutSettingsItStartsAndNamesWhatItMisses() throws Exception {
    try (var alone = InvokerProcess.ofModule(SubscriptionApi.class.getName(), Map.of(), folder)) {
      var health = alone.get("/health");
      var list = alone.get("/v1/webhooks");

      assertEquals(503, health.statusCode());
      assertTrue(health.body().contains("\"WEBHOOKS_JWT_ISSUER\""), health.body());
      assertTrue(health.body().contains("\"WEBHOOKS_FIRESTORE_PROJECT\""), health.body());
      assertEquals(503, list.statusCode());
      assertTrue(alone.output().contains("\"severity\":\"CRITICAL\""), alone.output());
    }
  }
}
