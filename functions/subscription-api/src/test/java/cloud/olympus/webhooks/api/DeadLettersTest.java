package cloud.olympus.webhooks.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import cloud.olympus.webhooks.bus.DeadLetter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

  private final TestApi api = new TestApi();

  @BeforeEach
  void letters() {
    store("not_json", null, "nonsense");
    store("id_conflict", "trattoria", "{\"a\":\"s3cret\"}");
    store("unknown_type", "pizzeria", "{}");
  }

  private void store(String reason, @Nullable String tenantId, String body) {
    api.deadLetters.store(
        DeadLetter.of(
            reason, "detail", tenantId, "evt_1", body.getBytes(UTF_8), api.clock.instant()));
  }

  @Test
  void aTenantSeesItsOwn() throws Exception {
    var list = api.tenant("trattoria").get("/v1/dead-letters");

    assertEquals(List.of("id_conflict"), TestApi.each(list, "reason"));
    assertEquals(List.of("{\"a\":\"s3cret\"}"), TestApi.each(list, "body"));
  }

  @Test
  void whatIsNoTextIsShownInBase64() throws Exception {
    api.deadLetters.store(
        DeadLetter.of(
            "not_utf8", "d", "bar", null, new byte[] {(byte) 0xff, 0x41}, api.clock.instant()));

    var list = api.tenant("bar").get("/v1/dead-letters");

    assertEquals(List.of("/0E="), TestApi.each(list, "body_base64"));
  }

  @Test
  void anOperatorSeesAllAlsoThoseOfNobody() throws Exception {
    var list = api.operator().get("/v1/dead-letters");

    assertEquals(
        Set.of("not_json", "id_conflict", "unknown_type"),
        Set.copyOf(TestApi.each(list, "reason")));
  }

  @Test
  void theBodyNeedsAPermission() throws Exception {
    var list = api.tenant("trattoria", "events:read").get("/v1/dead-letters");

    assertEquals(List.of("id_conflict"), TestApi.each(list, "reason"));
    assertFalse(list.text().contains("s3cret") || list.text().contains("body"), list.text());
  }

  @Test
  void anOperatorsCursorIsNoTenants() throws Exception {
    String cursor =
        api.operator().get("/v1/dead-letters?limit=1").json().get("next_cursor").getAsString();

    assertEquals(400, api.tenant("platform").get("/v1/dead-letters?cursor=" + cursor).status());
  }
}
