package cloud.olympus.webhooks.forwarder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.FunctionZip;
import cloud.olympus.webhooks.testkit.contract.DeployableContract;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventForwarderAloneIT extends DeployableContract {

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
  void secretsAreNotShown() throws Exception {
    try (var alone = start(Map.of("WEBHOOKS_KEYSET", "k3yset", "WEBHOOKS_KEYSETT", "s3cret"))) {
      String body = alone.get("/health").body();

      assertTrue(body.contains("did you mean WEBHOOKS_KEYSET?"), body);
      assertFalse((body + alone.output()).contains("k3yset"), alone.output());
      assertFalse((body + alone.output()).contains("s3cret"), alone.output());
    }
  }
}
