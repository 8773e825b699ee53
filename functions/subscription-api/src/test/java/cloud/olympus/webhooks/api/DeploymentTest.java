package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeploymentTest {

  private static final Map<String, String> COMPLETE =
      Map.of(
          "WEBHOOKS_JWT_ISSUER", "https://id.example",
          "WEBHOOKS_JWT_AUDIENCE", "webhooks",
          "WEBHOOKS_JWT_JWKS_URL", "https://id.example/jwks.json",
          "WEBHOOKS_PROJECT", "olympus-test",
          "WEBHOOKS_EVENTS_TOPIC", "events",
          "WEBHOOKS_KEYSET", "a keyset");

  private static InMemoryResponse health(Map<String, String> environment) throws Exception {
    var function = Deployment.of(environment, InstantSource.system(), (_, _, _, _) -> {});
    return InMemoryResponse.of(function, InMemoryRequest.get("/health"));
  }

  @Test
  void withoutSettingsItStartsAndNamesEach() throws Exception {
    var response = health(Map.of());

    assertEquals(503, response.status());
    for (String name : COMPLETE.keySet()) {
      assertTrue(
          response.text().contains(name) || name.equals("WEBHOOKS_JWT_JWKS_URL"), response.text());
    }
  }

  @Test
  void aSettingThatIsUnknownIsNamedAndNoValueIsShown() throws Exception {
    var environment = new HashMap<>(COMPLETE);
    environment.put("WEBHOOKS_KEYSETT", "s3cret");

    var response = health(environment);

    assertEquals(503, response.status());
    assertTrue(response.text().contains("WEBHOOKS_KEYSETT"));
    assertFalse(response.text().contains("s3cret"));
  }

  @Test
  void withAllSettingsItSaysThatItsStoresAreMissing() throws Exception {
    var response = health(COMPLETE);

    assertEquals(503, response.status());
    assertTrue(response.text().contains("stores on Google Cloud"), response.text());
  }

  @Test
  void thePlatformStartsItWithoutArguments() throws Exception {
    var response = InMemoryResponse.of(new SubscriptionApi(), InMemoryRequest.get("/health"));

    assertEquals(503, response.status());
    assertEquals("application/problem+json", response.header("Content-Type").orElse(""));
  }
}
