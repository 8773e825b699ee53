package cloud.olympus.webhooks.web;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import cloud.olympus.webhooks.web.log.Severity;
import com.google.cloud.functions.HttpFunction;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
  private static final RandomGenerator RANDOM = () -> 0xfeedL;

  private final RecordedLog log = new RecordedLog();
  private final HttpFunction router =
      router()
          .route(Route.get("/", call -> text("root")))
          .route(Route.get("/v1/webhooks", call -> text("list")))
          .route(Route.post("/v1/webhooks", call -> Reply.empty(201)))
          .route(Route.post("/v1/webhooks/stripe", call -> text("stripe")))
          .route(Route.get("/v1/webhooks/{id}", call -> text("one " + call.variable("id"))))
          .route(
              Route.post(
                  "/v1/webhooks/{id}/secret/rotate", call -> text("rotate " + call.variable("id"))))
          .route(
              Route.get(
                  "/v1/event-types/{source}/{type}",
                  call -> text(call.variable("source") + "|" + call.variable("type"))))
          .build();

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "GET / root",
        "GET /v1/webhooks list",
        "POST /v1/webhooks/stripe stripe",
        "GET /v1/webhooks/wh_1 'one wh_1'",
        "POST /v1/webhooks/wh_1/secret/rotate 'rotate wh_1'",
        "POST /v1/webhooks/stripe/secret/rotate 'rotate stripe'",
        "GET /v1/event-types/olympus/order.created olympus|order.created",
        "GET /v1/%77ebhooks list",
        "GET /v1/webhooks/a%2Fb%20c+d 'one a/b c+d'",
        "GET /v1/webhooks/caf%C3%A9 'one café'",
        "GET /v1/webhooks/%2541 'one %41'",
      })
  void aPathLeadsToItsRouteWithDecodedVariables(String method, String path, String answer)
      throws Exception {
    var response = serve(InMemoryRequest.of(method, path));

    assertEquals(200, response.status());
    assertEquals(answer, response.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1", "/v1/", "/v1/webhooks/", "//", "/v1//webhooks", "/v1/webhooks//secret/rotate",
        "/V1/webhooks", "/v1/webhooks/wh_1/secret", "/v1/webhooks/wh_1/", "*", "", "v1/webhooks",
        "/v1/webhooks;x=1",
      })
  void anUnknownPathIsAProblem404(String path) throws Exception {
    var response = serve(InMemoryRequest.get(path));

    assertEquals(404, response.status());
    assertEquals("application/problem+json", response.header("content-type").orElseThrow());
    JsonObject problem = response.json();
    assertEquals("/problems/not-found", problem.get("type").getAsString());
    assertEquals("Not found", problem.get("title").getAsString());
    assertEquals(404, problem.get("status").getAsInt());
    assertEquals(path, problem.get("instance").getAsString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/webhooks/%",
        "/v1/webhooks/%4",
        "/v1/webhooks/%zz",
        "/v1/webhooks/%ff",
        "/v1/webhooks/%c0%af",
        "/v1/webhooks/%-1"
      })
  void aPathThatIsNotPercentEncodedUtf8IsAProblem400(String path) throws Exception {
    assertEquals(400, serve(InMemoryRequest.get(path)).status());
  }

  @Test
  void aPathThatTheServerDecodedIsEncodedAgain() throws Exception {
    var response = serve(InMemoryRequest.get("/v1/café \"x\"\u0000?%41"));

    assertEquals("/v1/caf%C3%A9%20%22x%22%00%3F%41", response.json().get("instance").getAsString());
  }

  @Test
  void anotherMethodIsAProblem405ThatNamesTheAllowedOnes() throws Exception {
    var response = serve(InMemoryRequest.of("DELETE", "/v1/webhooks"));

    assertEquals(405, response.status());
    assertEquals("GET, HEAD, OPTIONS, POST", response.header("Allow").orElseThrow());
    assertEquals("/problems/method-not-allowed", response.json().get("type").getAsString());
  }

  @Test
  void aLiteralPathAnswersForItsMethodsAlone() throws Exception {
    var response = serve(InMemoryRequest.get("/v1/webhooks/stripe"));

    assertEquals(405, response.status());
    assertEquals("OPTIONS, POST", response.header("Allow").orElseThrow());
  }

  @Test
  void optionsNamesTheAllowedMethods() throws Exception {
    var response = serve(InMemoryRequest.of("OPTIONS", "/v1/webhooks/wh_1"));

    assertEquals(204, response.status());
    assertEquals("GET, HEAD, OPTIONS", response.header("Allow").orElseThrow());
    assertEquals("", response.text());
  }

  @Test
  void headIsGetWithoutTheBody() throws Exception {
    var response = serve(InMemoryRequest.of("HEAD", "/v1/webhooks"));

    assertEquals(200, response.status());
    assertEquals("4", response.header("Content-Length").orElseThrow());
    assertEquals("text/plain", response.header("Content-Type").orElseThrow());
    assertEquals("", response.text());
  }

  @Test
  void answersAreNotCachedUnlessTheHandlerSaysSo() throws Exception {
    var cached =
        router()
            .route(Route.get("/", call -> text("x").withHeader("Cache-Control", "max-age=60")))
            .build();

    assertEquals("no-store", serve(InMemoryRequest.get("/")).header("Cache-Control").orElseThrow());
    assertEquals(
        "nosniff", serve(InMemoryRequest.get("/")).header("X-Content-Type-Options").orElseThrow());
    assertEquals(
        "max-age=60",
        InMemoryResponse.of(cached, InMemoryRequest.get("/"))
            .header("Cache-Control")
            .orElseThrow());
  }

  @Test
  void whatAHandlerRefusesIsItsProblemWithTheRequestsPath() throws Exception {
    var response = throwing(ProblemException.invalid("url", "not_https", "The URL is not https."));

    assertEquals(400, response.status());
    assertEquals(
        """
        {"type":"/problems/invalid-request","title":"Invalid request","status":400,\
        "detail":"url: The URL is not https.","instance":"/x",\
        "errors":[{"field":"url","code":"not_https","message":"The URL is not https."}]}""",
        response.text());
    assertTrue(log.lines.isEmpty());
  }

  @Test
  void whatIsUnavailableSaysWhenToComeBack() throws Exception {
    var response =
        throwing(ProblemException.unavailable("The store is away.", Duration.ofMillis(1500)));

    assertEquals(503, response.status());
    assertEquals("2", response.header("Retry-After").orElseThrow());
    assertEquals("The store is away.", response.json().get("detail").getAsString());
    assertEquals(Severity.WARNING, log.lines.getFirst().severity());
  }

  @Test
  void aPortThatCannotAnswerIsToldToTheLogAndTheCallerMayComeBack() throws Exception {
    var failure = new Unavailable("the disk of host-17 is full");
    var response = throwing(failure);

    assertEquals(503, response.status());
    assertEquals("5", response.header("Retry-After").orElseThrow());
    assertFalse(response.text().contains("host-17"), response.text());
    var line = log.lines.getFirst();
    assertEquals(Severity.WARNING, line.severity());
    assertSame(failure, line.thrown());
  }

  @Test
  void anUnexpectedExceptionTellsTheCallerAnIncidentAndTheLogTheRest() throws Exception {
    var failure = new IllegalStateException("jdbc:secret");
    var response = throwing(failure);

    assertEquals(500, response.status());
    assertEquals("000000000000feed", response.json().get("incident").getAsString());
    assertFalse(response.text().contains("jdbc"));
    var line = log.lines.getFirst();
    assertAll(
        () -> assertEquals(Severity.ERROR, line.severity()),
        () -> assertEquals("000000000000feed", line.fields().get("incident")),
        () -> assertEquals("/x", line.fields().get("path")),
        () -> assertSame(failure, line.thrown()));
  }

  @Test
  void aStackOverflowAndAMissingClassAreAnswered() throws Exception {
    assertEquals(500, throwing(new StackOverflowError()).status());
    assertEquals(500, throwing(new NoClassDefFoundError("x")).status());
    assertEquals(500, throwing(new AssertionError("x")).status());
  }

  @Test
  void anErrorOfTheMachineIsNotSwallowed() {
    assertThrows(OutOfMemoryError.class, () -> throwing(new OutOfMemoryError("made up")));
  }

  @Test
  void anInterruptedHandlerIsA503AndTheThreadStaysInterrupted() throws Exception {
    var response = throwing(new InterruptedException());

    assertTrue(Thread.interrupted());
    assertEquals(503, response.status());
    assertTrue(response.header("Retry-After").isPresent());
  }

  @Test
  void aRouteForPrincipalsGetsWhomTheAuthenticatorFinds() throws Exception {
    var caller = new Principal("user-1", "tenant-1", Set.of(), Set.of(), Instant.EPOCH);
    var asking =
        router()
            .authenticator(call -> caller)
            .route(Route.get("/me", call -> text(call.principal().subject())).forPrincipals())
            .route(Route.get("/open", call -> text(call.principal().subject())))
            .build();

    assertEquals("user-1", InMemoryResponse.of(asking, InMemoryRequest.get("/me")).text());
    assertEquals(500, InMemoryResponse.of(asking, InMemoryRequest.get("/open")).status());
  }

  @Test
  void aCallerWhomTheAuthenticatorRefusesDoesNotReachTheHandler() throws Exception {
    var asking =
        router()
            .authenticator(
                call -> {
                  throw ProblemException.of(Problem.UNAUTHORIZED)
                      .withHeader("WWW-Authenticate", "Bearer");
                })
            .route(Route.get("/me", call -> text("reached")).forPrincipals())
            .build();
    var response = InMemoryResponse.of(asking, InMemoryRequest.get("/me"));

    assertEquals(401, response.status());
    assertEquals("Bearer", response.header("WWW-Authenticate").orElseThrow());
  }

  @Test
  void aRouteForPrincipalsNeedsAnAuthenticator() {
    var builder = router().route(Route.get("/me", call -> text("x")).forPrincipals());

    assertThrows(IllegalStateException.class, builder::build);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "v1", "/v1/", "/a//b", "/a/{}", "/a/{id", "/a/x{id}", "/{id}/{id}", "/a/b/c"})
  void aTemplateThatIsNoneOrThereAlreadyIsRefused(String template) {
    var builder = router().route(Route.get("/a/b/c", call -> text("x")));

    assertThrows(
        IllegalArgumentException.class,
        () -> builder.route(Route.get(template, call -> text("y"))));
  }

  private Router.Builder router() {
    return Router.builder(log, RANDOM);
  }

  private InMemoryResponse serve(InMemoryRequest request) throws Exception {
    return InMemoryResponse.of(router, request);
  }

  private InMemoryResponse throwing(Throwable thrown) throws Exception {
    var failing =
        router().route(Route.get("/x", call -> RouterTest.<Exception>sneak(thrown))).build();
    return InMemoryResponse.of(failing, InMemoryRequest.get("/x"));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> Reply sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static Reply text(String text) {
    return Reply.of(200, "text/plain", text);
  }

  @Test
  void aReplyIsAValueThatNoHeaderCanBreak() {
    Reply reply = Reply.json(200, "{}");

    assertEquals(Optional.empty(), reply.header("Location"));
    assertEquals(Optional.of("/v1/x"), reply.withHeader("Location", "/v1/x").header("Location"));
    assertThrows(IllegalArgumentException.class, () -> reply.withHeader("Location", "/x\r\nA: b"));
    assertThrows(IllegalArgumentException.class, () -> reply.withHeader("A\n", "b"));
  }
}
