package cloud.olympus.webhooks.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {
  private static final RandomGenerator RANDOM = () -> 1L;

  private static final Handler ECHO = call -> Reply.of(200, "text/plain", call.body());

  private final RecordedLog log = new RecordedLog();

  @Test
  void queryParametersAreDecoded() throws Exception {
    var request = InMemoryRequest.get("/").query("a=1&b=x+y%2Bz&a=2&c&&d=caf%C3%A9&=e");

    serve(
        request,
        call -> {
          assertEquals("1", call.query("a").orElseThrow());
          assertEquals(List.of("1", "2"), call.queries("a"));
          assertEquals("x y+z", call.query("b").orElseThrow());
          assertEquals("", call.query("c").orElseThrow());
          assertEquals("café", call.query("d").orElseThrow());
          assertEquals(List.of(), call.queries("e"));
          return Reply.noContent();
        },
        204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "%ff=1", "a=%e2%28", "a=%2"})
  void aQueryThatIsNotPercentEncodedUtf8IsAProblem400(String query) throws Exception {
    serve(
        InMemoryRequest.get("/").query(query),
        call -> Reply.of(200, "text/plain", call.query("a").orElse("")),
        400);
  }

  @Test
  void unknownQueryParametersAreRefusedByTheirNames() throws Exception {
    var response =
        serve(
            InMemoryRequest.get("/").query("limit=5&statsu=failed&cusror=x"),
            call -> {
              call.onlyQuery("limit", "cursor", "status");
              return Reply.noContent();
            },
            400);

    String message = "This is not a query parameter here; known are limit, cursor, status.";
    assertEquals(
        "[{\"field\":\"statsu\",\"code\":\"unknown\",\"message\":\""
            + message
            + "\"},{\"field\":\"cusror\",\"code\":\"unknown\",\"message\":\""
            + message
            + "\"}]",
        response.json().get("errors").toString());
    assertEquals(
        "statsu: " + message + " 1 more: cusror.", response.json().get("detail").getAsString());
  }

  @Test
  void headersAreFoundWhateverTheirCase() throws Exception {
    var request = InMemoryRequest.get("/").header("X-One", "1").header("x-one", "2");

    serve(
        request,
        call -> {
          assertEquals(List.of("1", "2"), call.headers("X-ONE"));
          assertEquals("1", call.header("x-One").orElseThrow());
          assertTrue(call.header("X-Two").isEmpty());
          return Reply.noContent();
        },
        204);
  }

  @Test
  void aTraceThatIsSentTwiceIsNone() throws Exception {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    Handler handler =
        call -> Reply.of(200, "text/plain", call.traceParent().map(t -> t.traceId()).orElse("-"));

    var once = serve(InMemoryRequest.get("/").header("Traceparent", trace), handler, 200);
    var twice =
        serve(
            InMemoryRequest.get("/").header("traceparent", trace).header("traceparent", trace),
            handler,
            200);

    assertEquals("0af7651916cd43dd8448eb211c80319c", once.text());
    assertEquals("-", twice.text());
  }

  @Test
  void aBodyOfExactlyTheLimitIsTaken() throws Exception {
    byte[] bytes = new byte[16];
    Handler handler =
        call -> {
          assertArrayEquals(bytes, call.body());
          assertArrayEquals(bytes, call.body());
          return Reply.noContent();
        };

    serve(InMemoryRequest.post("/").body(bytes), handler, 204);
    serve(InMemoryRequest.post("/").stream(new ByteArrayInputStream(bytes), -1), handler, 204);
  }

  @Test
  void aBodyThatSaysItIsLargerIsAProblem413AndNotRead() throws Exception {
    var body = new Endless();
    var response = serve(InMemoryRequest.post("/").stream(body, 17), ECHO, 413);

    assertEquals(0, body.read);
    assertEquals(
        "The body may have at most 16 bytes.", response.json().get("detail").getAsString());
  }

  @Test
  void aBodyThatTurnsOutLargerIsAProblem413AndReadNoFurther() throws Exception {
    var body = new Endless();
    serve(InMemoryRequest.post("/").stream(body, -1), ECHO, 413);

    assertEquals(17, body.read);
  }

  @Test
  void aBodyThatNobodyAsksForIsNotRead() throws Exception {
    var body = new Endless();
    serve(InMemoryRequest.post("/").stream(body, 17), call -> Reply.noContent(), 204);

    assertEquals(0, body.read);
  }

  @Test
  void aBodyThatDoesNotArriveIsNotOurFault() throws Exception {
    var broken = InputStream.nullInputStream();
    broken.close();
    var response = serve(InMemoryRequest.post("/").stream(broken, 5), ECHO, 400);

    assertEquals("The body could not be read.", response.json().get("detail").getAsString());
    assertEquals("java.io.IOException", log.lines.getFirst().fields().get("cause"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json|200",
        "Application/JSON; charset=UTF-8|200",
        "application/json;charset=\"utf-8\"|200",
        "application/json; profile=x|200",
        "application/merge-patch+json|200",
        "application/cloudevents+json; charset=utf-8|200",
        "application/json; charset=iso-8859-1|415",
        "application/jsonx|415",
        "application/+json|415",
        "text/json|415",
        "text/plain|415",
        "multipart/form-data; boundary=x|415",
        "''|415",
      })
  void jsonIsTakenAsWhatItIsDeclaredToBe(String type, int status) throws Exception {
    serve(
        InMemoryRequest.post("/").header("Content-Type", type).body("{}".getBytes(UTF_8)),
        call -> Reply.json(200, call.json()),
        status);
  }

  @Test
  void undeclaredOrCompressedJsonIsAProblem415() throws Exception {
    Handler echo = call -> Reply.json(200, call.json());

    serve(InMemoryRequest.post("/").body("{}".getBytes(UTF_8)), echo, 415);
    serve(InMemoryRequest.post("/").json("{}").header("Content-Encoding", "gzip"), echo, 415);
    serve(InMemoryRequest.post("/").json("{}").header("Content-Encoding", "identity"), echo, 200);
  }

  @Test
  void malformedJsonIsAProblem400ThatSaysWhere() throws Exception {
    var response =
        serve(
            InMemoryRequest.post("/").json("{\"url\":}"),
            call -> Reply.json(200, call.json()),
            400);

    assertEquals("/problems/malformed-json", response.json().get("type").getAsString());
    assertEquals(
        "Not valid JSON (RFC 8259) at line 1, column 8.",
        response.json().get("detail").getAsString());
  }

  private InMemoryResponse serve(InMemoryRequest request, Handler handler, int status)
      throws Exception {
    var route = Route.of(request.getMethod(), "/", handler).withBodyLimit(16);
    var response = InMemoryResponse.of(Router.builder(log, RANDOM).route(route).build(), request);
    assertEquals(status, response.status(), response::text);
    return response;
  }

  /** Gives bytes for ever, and counts them. */
  private static final class Endless extends InputStream {
    private int read;

    @Override
    public int read() {
      read++;
      return 'x';
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      read += length;
      return length;
    }
  }
}
