package cloud.olympus.webhooks.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is not served is a problem (RFC 9457). */
class ProblemsTest {

  private final TestApi api = new TestApi();
  private final TestApi.Caller everybody = api.tenant("trattoria");
  private String webhook = "";

  @BeforeEach
  void webhook() throws Exception {
    webhook = everybody.webhook(TestApi.HOOK).get("id").getAsString();
  }

  private String path(ApiRoutes route) {
    return route.path(webhook, "dlv_x", "evt_x");
  }

  private static void assertProblem(int status, InMemoryResponse response) {
    assertEquals(status, response.status(), response.text());
    assertEquals("application/problem+json", response.header("Content-Type").orElse(""));
    assertEquals(status, response.json().get("status").getAsInt());
    assertTrue(response.json().has("title") && response.json().has("type"));
  }

  @ParameterizedTest
  @MethodSource("cloud.olympus.webhooks.api.ApiRoutes#all")
  void withoutATokenThereIsNothing(ApiRoutes route) throws Exception {
    assertProblem(401, api.send(InMemoryRequest.of(route.method(), path(route))));
  }

  @ParameterizedTest
  @MethodSource("cloud.olympus.webhooks.api.ApiRoutes#all")
  void withoutThePermissionThereIsNothing(ApiRoutes route) throws Exception {
    Set<String> others = new HashSet<>(TestApi.EVERYTHING);
    others.remove(route.permission());
    var caller = api.caller("trattoria", others, Set.of("olympus"));
    var request = caller.request(route.method(), path(route)).header("If-Match", "\"v1\"");

    var response = api.send(route.body().isEmpty() ? request : request.json(route.body()));

    if (route.permission().isEmpty()) {
      assertEquals(200, response.status());
    } else {
      assertProblem(403, response);
      assertEquals(route.permission(), response.json().get("permission").getAsString());
    }
  }

  @ParameterizedTest
  @MethodSource("cloud.olympus.webhooks.api.ApiRoutes#all")
  void aMethodThatAPathDoesNotTakeIsToldWhatItTakes(ApiRoutes route) throws Exception {
    var response = api.send(everybody.request("TRACE", path(route)));

    assertProblem(405, response);
    assertTrue(response.header("Allow").orElse("").contains(route.method()));
  }

  @ParameterizedTest
  @MethodSource("cloud.olympus.webhooks.api.ApiRoutes#withBody")
  void aBodyThatIsNotJsonIsRefused(ApiRoutes route) throws Exception {
    var request =
        caller(route)
            .request(route.method(), path(route))
            .header("If-Match", "\"v1\"")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(route.body().getBytes(UTF_8));

    assertProblem(415, api.send(request));
  }

  @ParameterizedTest
  @MethodSource("cloud.olympus.webhooks.api.ApiRoutes#withBody")
  void aBodyThatIsTooLargeIsRefused(ApiRoutes route) throws Exception {
    var request =
        caller(route)
            .request(route.method(), path(route))
            .header("If-Match", "\"v1\"")
            .json(route.body() + " ".repeat(256 * 1024));

    assertProblem(413, api.send(request));
  }

  @ParameterizedTest
  @MethodSource("cloud.olympus.webhooks.api.ApiRoutes#withBody")
  void aBodyThatIsMalformedIsRefused(ApiRoutes route) throws Exception {
    for (String body : new String[] {"{", "[]", "null", "{\"a\":1,\"a\":2}", "\ufeff{}"}) {
      var request =
          caller(route)
              .request(route.method(), path(route))
              .header("If-Match", "\"v1\"")
              .json(body);

      assertProblem(400, api.send(request));
    }
  }

  private TestApi.Caller caller(ApiRoutes route) {
    return route.permission().equals("operator:*") ? api.operator() : everybody;
  }

  @ParameterizedTest
  @CsvSource({"/", "/v1", "/v1/", "/v1/webhooks/", "/v2/webhooks", "/v1/webhooks/a/b/c"})
  void aPathThatIsNotThereIsAProblemToo(String path) throws Exception {
    assertProblem(404, api.send(everybody.request("GET", path)));
  }

  @Test
  void healthAsksForNoToken() throws Exception {
    var response = api.send(InMemoryRequest.get("/health"));

    assertEquals(200, response.status());
    assertEquals("subscription-api", response.json().get("service").getAsString());
  }

  @Test
  void nothingOfARefusalIsOurStackOrPayload() throws Exception {
    var response = everybody.post("/v1/webhooks", "{'url':'https://a.example?token=t0p'");

    assertFalse(response.text().contains("t0p") || response.text().contains("Exception"));
    assertFalse(api.logged().contains("t0p"), api.logged());
    assertNotEquals(500, response.status());
  }
}
