package cloud.olympus.webhooks.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.testkit.InvokerProcess;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The router answers under the Functions Framework's Invoker what it answers in memory. */
@Timeout(60)
class InvokerIT {
  private static final List<String> COMPARED =
      List.of(
          "Content-Type",
          "Content-Length",
          "Allow",
          "Accept",
          "Retry-After",
          "ETag",
          "Cache-Control",
          "X-Content-Type-Options");

  private static final EchoFunction IN_MEMORY = new EchoFunction();
  @TempDir private static Path folder;
  private static InvokerProcess invoker;

  @BeforeAll
  static void start() throws Exception {
    invoker = InvokerProcess.ofClassPath(EchoFunction.class.getName(), folder);
  }

  @AfterAll
  static void stop() {
    invoker.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "GET /health",
        "HEAD /health",
        "GET /v1/things/caf%C3%A9?q=x+y%2B&q=%C3%A9&r",
        "HEAD /v1/things/1",
        "OPTIONS /v1/things/1",
        "DELETE /v1/things/1",
        "PATCH /v1/things/1",
        "GET /v1/things/1/",
        "GET /v1/nothing",
        "GET /v1/things/1?q=%ff",
      })
  void whatIsAskedIsAnsweredAsInMemory(String method, String target) throws Exception {
    String[] parts = target.split("\\?", 2);
    var inMemory = InMemoryRequest.of(method, parts[0]);
    if (parts.length == 2) {
      inMemory.query(parts[1]);
    }
    assertSame(
        inMemory,
        HttpRequest.newBuilder(invoker.base().resolve(target))
            .method(method, BodyPublishers.noBody()));
  }

  @Test
  void aBodyIsReadUpToItsLimit() throws Exception {
    String small = "{\"a\":1.10,\"b\":\"é\"}";
    String large = "{\"a\":\"" + "x".repeat(2000) + "\"}";
    for (String body : List.of(small, large, "{", "{\"a\":1,\"a\":2}")) {
      assertSame(
          InMemoryRequest.post("/v1/things/1").json(body),
          post().header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
      var chunked = BodyPublishers.fromPublisher(BodyPublishers.ofString(body));
      assertSame(
          InMemoryRequest.post("/v1/things/1").json(body),
          post().header("Content-Type", "application/json").POST(chunked));
    }
  }

  @Test
  void aFormIsNotTakenForTheQuery() throws Exception {
    assertSame(
        InMemoryRequest.post("/v1/things/1")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body("q=form".getBytes(UTF_8)),
        post()
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("q=form")));
  }

  @Test
  void headersAreFoundWhateverTheirCase() throws Exception {
    assertSame(
        InMemoryRequest.get("/v1/things/1").header("x-thing", "1").header("X-THING", "2"),
        HttpRequest.newBuilder(invoker.base().resolve("/v1/things/1"))
            .header("x-thing", "1")
            .header("X-THING", "2"));
  }

  private static HttpRequest.Builder post() {
    return HttpRequest.newBuilder(invoker.base().resolve("/v1/things/1"));
  }

  private static void assertSame(InMemoryRequest inMemory, HttpRequest.Builder request)
      throws Exception {
    InMemoryResponse expected = InMemoryResponse.of(IN_MEMORY, inMemory);
    HttpResponse<String> actual = invoker.send(request.build());

    assertAll(
        () -> assertEquals(expected.status(), actual.statusCode()),
        () -> assertEquals(expected.text(), actual.body()),
        () ->
            assertAll(
                COMPARED.stream()
                    .map(
                        name ->
                            () ->
                                assertEquals(
                                    expected.header(name),
                                    actual.headers().firstValue(name),
                                    name))));
  }
}
