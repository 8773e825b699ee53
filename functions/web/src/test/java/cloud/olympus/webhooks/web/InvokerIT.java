package cloud.olympus.webhooks.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final EchoFunction IN_MEMORY = new EchoFunction();
  private static Process invoker;
  private static String base;

  @BeforeAll
  static void start() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    base = "http://localhost:" + port;
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    invoker =
        new ProcessBuilder(
                java.toString(),
                "-jar",
                Path.of("target", "invoker.jar").toString(),
                "--classpath",
                System.getProperty("java.class.path"),
                "--target",
                EchoFunction.class.getName(),
                "--port",
                Integer.toString(port))
            .redirectErrorStream(true)
            .start();
    var output = invoker.inputReader(UTF_8);
    String line = output.readLine();
    while (line != null && !line.contains("URL: http")) {
      line = output.readLine();
    }
    assertTrue(line != null, "the Invoker did not start");
    Thread.ofVirtual().start(() -> output.lines().forEach(ignored -> {}));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    invoker.destroy();
    invoker.waitFor();
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
        HttpRequest.newBuilder(URI.create(base + target)).method(method, BodyPublishers.noBody()));
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
        HttpRequest.newBuilder(URI.create(base + "/v1/things/1"))
            .header("x-thing", "1")
            .header("X-THING", "2"));
  }

  private static HttpRequest.Builder post() {
    return HttpRequest.newBuilder(URI.create(base + "/v1/things/1"));
  }

  private static void assertSame(InMemoryRequest inMemory, HttpRequest.Builder request)
      throws Exception {
    InMemoryResponse expected = InMemoryResponse.of(IN_MEMORY, inMemory);
    HttpResponse<String> actual = CLIENT.send(request.build(), BodyHandlers.ofString(UTF_8));

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
