package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.FunctionZip;
import cloud.olympus.webhooks.testkit.contract.DeployableContract;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubscriptionApiAloneIT extends DeployableContract {

  SubscriptionApiAloneIT() {
    super(
        FunctionZip.of("subscription-api"),
        SubscriptionApi.class,
        36_000_000,
        Set.of("com/stripe/", "org/sqlite/"));
  }

  @Test
  void withoutSettingsEveryPathSaysSo() throws Exception {
    try (var alone = start(Map.of())) {
      var list = alone.get("/v1/webhooks");

      assertEquals(503, list.statusCode());
      assertTrue(list.body().contains("\"WEBHOOKS_JWT_ISSUER\""), list.body());
      assertTrue(list.body().contains("\"WEBHOOKS_FIRESTORE_PROJECT\""), list.body());
    }
  }
}
