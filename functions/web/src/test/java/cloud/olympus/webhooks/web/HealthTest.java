package cloud.olympus.webhooks.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import cloud.olympus.webhooks.web.log.Severity;
import cloud.olympus.webhooks.web.settings.Settings;
import cloud.olympus.webhooks.web.settings.SettingsException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final RecordedLog log = new RecordedLog();

  @Test
  void aHealthyServiceSaysSo() throws Exception {
    var response = health(List.of());

    assertEquals(200, response.status());
    assertEquals("{\"status\":\"ok\",\"service\":\"stripe-webhook\"}", response.text());
  }

  @Test
  void aServiceThatIsNotReadySaysWhy() throws Exception {
    var response = health(List.of("WEBHOOKS_STRIPE_SECRETS is missing"));

    assertEquals(503, response.status());
    assertEquals(
        "[\"WEBHOOKS_STRIPE_SECRETS is missing\"]", response.json().get("obstacles").toString());
  }

  @Test
  void aFunctionWithoutItsSettingsNamesThemOnEveryPath() throws Exception {
    var settings = Settings.of(Map.of("WEBHOOKS_TPOIC", "whsec_oops"));
    var topic = settings.text("TOPIC").required();
    var reason = assertThrows(SettingsException.class, settings::check);
    var function = new Unconfigured("stripe-webhook", reason, log);

    for (String path : List.of("/health", "/v1/webhooks/stripe", "/")) {
      var response = InMemoryResponse.of(function, InMemoryRequest.get(path));
      assertEquals(503, response.status());
      assertEquals(path, response.json().get("instance").getAsString());
      assertEquals(
          "[{\"name\":\"WEBHOOKS_TOPIC\",\"message\":\"is missing\"},"
              + "{\"name\":\"WEBHOOKS_TPOIC\","
              + "\"message\":\"is not known; did you mean WEBHOOKS_TOPIC?\"}]",
          response.json().get("settings").toString());
      assertFalse(response.text().contains("whsec_oops"));
    }
    assertEquals(Severity.CRITICAL, log.lines.getFirst().severity());
    assertThrows(IllegalStateException.class, topic::get);
  }

  private InMemoryResponse health(List<String> obstacles) throws Exception {
    var router =
        Router.builder(log, () -> 1L)
            .route(Health.route("stripe-webhook", () -> obstacles))
            .build();
    return InMemoryResponse.of(router, InMemoryRequest.get("/health"));
  }
}
