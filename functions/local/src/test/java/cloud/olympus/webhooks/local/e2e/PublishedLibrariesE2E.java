package cloud.olympus.webhooks.local.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.testkit.http.ReceivedRequest;
import cloud.olympus.webhooks.testkit.http.ReceivingServer;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the program sends verifies with the libraries that Standard Webhooks publishes, and where
 * these have no v1a, with each language's own Ed25519 and the URL of our keys.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedLibrariesE2E {

  private static final String BOTH = "[\"v1\",\"v1a\"]";

  private final JsonArray requests = new JsonArray();
  private final JsonArray expected = new JsonArray();
  private RunningProgram program;

  /** Sends one of each kind, for all languages. */
  @BeforeAll
  void send(@TempDir(factory = OnBuildDisk.class) Path folder) throws Exception {
    program = RunningProgram.start(folder.resolve("data"));
    try (var receiver = new ReceivingServer()) {
      var secretAlone = subscribe(receiver.url("/secret"), "[\"v1\"]");
      var keyAlone = subscribe(receiver.url("/key"), "[\"v1a\"]");
      var both = subscribe(receiver.url("/both"), BOTH);
      var rotated = subscribe(receiver.url("/rotated"), BOTH);
      String path = "/v1/webhooks/" + rotated.get("id").getAsString() + "/secret/rotate";
      String second = secret(json(program.post(path, "{}").body()));
      assertEquals(200, program.post("/v1/signing-keys/rotate", "{}").statusCode());
      var data = Map.of("note", "grüße 🍣", "price", "1.10");
      program.post("/v1/events", RunningProgram.event("evt-1", "order.created", data));

      var sent = receiver.awaitRequests(4);
      add(find(sent, "/secret"), List.of(secret(secretAlone)), "{'v1':[true],'v1a':false}");
      add(find(sent, "/key"), List.of(secret(keyAlone)), "{'v1':[false],'v1a':true}");
      add(find(sent, "/both"), List.of(secret(both)), "{'v1':[true],'v1a':true}");
      var request = find(sent, "/rotated");
      var secrets = List.of(second, secret(rotated), secret(both));
      add(request, secrets, "{'v1':[true,true,false],'v1a':true}");

      var schemes = request.header("webhook-signature").orElseThrow().replaceAll(",\\S+", "");
      assertEquals("v1 v1 v1a v1a", schemes);
      var altered = new String(request.body(), UTF_8).replace("1.10", "9.10").getBytes(UTF_8);
      add(with(request, altered, Map.of()), secrets, "{'v1':[false,false,false],'v1a':false}");
      // The key of one tenant says nothing of another.
      add(
          with(request, request.body(), Map.of("olympus-tenant", List.of("another"))),
          secrets,
          "{'v1':[true,true,false],'v1a':false}");
    }
  }

  @AfterAll
  void close() {
    program.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSentVerifiesAndWhatWasAlteredDoesNot(Language language) throws Exception {
    var given = new JsonObject();
    given.addProperty("jwks", program.base() + "/.well-known/jwks.json");
    given.add("requests", requests);

    assertEquals(expected, language.verify(given));
  }

  private JsonObject subscribe(String url, String signatures) {
    String form =
        "{\"url\":\"%s\",\"events\":[\"order.created\"],\"signatures\":%s}"
            .formatted(url, signatures);
    return json(program.post("/v1/webhooks", form).body());
  }

  private void add(ReceivedRequest request, List<String> secrets, String answer) {
    var headers = new JsonObject();
    request.headers().forEach((name, values) -> headers.addProperty(name, values.getFirst()));
    var known = new JsonArray();
    secrets.forEach(known::add);
    var json = new JsonObject();
    json.add("headers", headers);
    json.addProperty("body", Base64.getEncoder().encodeToString(request.body()));
    json.add("secrets", known);
    requests.add(json);
    expected.add(json(answer.replace('\'', '"')));
  }

  private static ReceivedRequest find(List<ReceivedRequest> sent, String target) {
    return sent.stream().filter(one -> one.target().equals(target)).findFirst().orElseThrow();
  }

  private static ReceivedRequest with(
      ReceivedRequest request, byte[] body, Map<String, List<String>> changed) {
    var headers = new HashMap<>(request.headers());
    headers.putAll(changed);
    return new ReceivedRequest(
        request.number(), request.connection(), request.method(), request.target(), headers, body);
  }

  private static String secret(JsonObject answer) {
    return answer.get("secret").getAsString();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
