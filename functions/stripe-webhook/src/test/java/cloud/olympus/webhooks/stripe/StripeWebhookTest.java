package cloud.olympus.webhooks.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("sets the default locale")
class StripeWebhookTest {

  private static final String SOUND =
      Snapshots.of("payment_intent.succeeded", Snapshots.intent(Snapshots.METADATA, ""));

  @Test
  void aSoundEventIsPublishedAndReceived() {
    var desk = new Desk();

    InMemoryResponse answer = desk.post(SOUND);

    assertEquals(200, answer.status());
    assertEquals("{\"received\":true}", answer.text());
    assertEquals("application/json", answer.header("Content-Type").orElseThrow());
    assertEquals(1, desk.bus.events.size());
    assertEquals("payment.captured", desk.bus.events.getFirst().type());
  }

  @Test
  void aPaymentThatNobodyOwnsYetIsReceivedToo() {
    var desk = new Desk();

    assertEquals(
        200,
        desk.post(Snapshots.of("payment_intent.succeeded", Snapshots.intent("{}", ""))).status());
    assertEquals(1, desk.bus.unrouted.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan.created", "no_such_thing.ever"})
  void anUnknownTypeIsReceivedAndNotPublished(String type) {
    var desk = new Desk();

    assertEquals(200, desk.post(Snapshots.of(type, "{}")).status());
    assertTrue(desk.bus.isEmpty());
    assertTrue(desk.log.getFirst().contains(type), desk.log.toString());
  }

  @Test
  void aThinEventIsReceivedAndNotPublished() {
    var desk = new Desk();

    assertEquals(200, desk.post(StripeMappingTest.thin("v2.core.event", "null")).status());
    assertTrue(desk.bus.isEmpty());
  }

  @Test
  void theTestModeOfALiveDeploymentIsReceivedAndNotPublished() {
    var desk = new Desk(Desk.settings(true, true, Desk.SECRET));

    assertEquals(200, desk.post(SOUND.replace("\"livemode\":true", "\"livemode\":false")).status());
    assertTrue(desk.bus.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "t",
        "t,v1",
        "t=1700000000,v1",
        "t=abc,v1=00",
        "t=,v1=00",
        "t=1700000000.0,v1=00",
        "t=99999999999999999999,v1=00",
        "t=+1700000000,v1=00",
        "t=1700000000, v1=00",
        "t=1700000000,v1=00",
        "t=1700000000,t=1700000000,v1=00",
      })
  void aHeaderThatDoesNotVerifyIsABadRequest(String header) {
    var desk = new Desk();

    assertProblem(400, desk.post(SOUND, header));
    assertTrue(desk.bus.isEmpty());
  }

  @Test
  void aMissingOrRepeatedHeaderIsABadRequest() {
    var desk = new Desk();
    byte[] body = SOUND.getBytes(UTF_8);

    assertProblem(400, desk.serve(InMemoryRequest.post(StripeWebhook.PATH).body(body)));
    assertProblem(
        400,
        desk.serve(
            InMemoryRequest.post(StripeWebhook.PATH)
                .header("Stripe-Signature", Desk.sign(SOUND))
                .header("Stripe-Signature", Desk.sign(SOUND))
                .body(body)));
    assertTrue(desk.bus.isEmpty());
  }

  static List<String> hostileBodies() {
    var bodies = new ArrayList<String>();
    bodies.addAll(
        List.of(
            "",
            " ",
            "null",
            "[]",
            "1",
            "\"event\"",
            "true",
            "{}",
            "{",
            "}",
            "{\"object\":[]}",
            "{\"object\":{}}",
            "{\"object\":null}",
            "{\"object\":1}",
            "{\"object\":\"charge\"}",
            "{\"object\":\"event\"}",
            "{\"object\":\"v2.core.event\"}",
            "[".repeat(20_000),
            "[".repeat(20_000) + "]".repeat(20_000),
            "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000),
            "{\"object\":\"event\",\"x\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}",
            SOUND + SOUND,
            SOUND + "x",
            "\ufeff" + SOUND,
            "\u0000",
            "/* c */" + SOUND,
            "// c\n" + SOUND,
            "# c\n" + SOUND,
            ")]}'\n" + SOUND,
            SOUND.replace('"', '\''),
            SOUND.replace("\"livemode\":true", "\"livemode\":TRUE"),
            SOUND.replace("{\"id\"", "{id"),
            SOUND.replace("\"created\":1700000000", "\"created\":01700000000"),
            SOUND.replace("\"created\":1700000000", "\"created\":NaN"),
            SOUND.replace("\"pending_webhooks\":1,", "\"id\":\"evt_2\","),
            SOUND.replace("\"amount\":3100", "\"amount\":3100,\"amount\":1"),
            SOUND.replace("\"currency\":\"gbp\"", "\"currency\":\"\\ud800\""),
            SOUND.replace("}}", "},}")));
    for (String wrong :
        List.of("null", "1", "[]", "{}", "\"\"", "\"a.b\"", "\"" + "x".repeat(122) + "\"")) {
      bodies.add(SOUND.replace("\"id\":\"evt_1\"", "\"id\":" + wrong));
    }
    for (String wrong : List.of("null", "1", "[]", "{}", "\"\"", "\" \"")) {
      bodies.add(SOUND.replace("\"payment_intent.succeeded\"", wrong));
    }
    for (String wrong :
        List.of(
            "null",
            "\"yesterday\"",
            "-1",
            "1.5",
            "1e9",
            "[]",
            "253402300800",
            "99999999999999999999",
            "\"\"")) {
      bodies.add(SOUND.replace("\"created\":1700000000", "\"created\":" + wrong));
    }
    for (String wrong : List.of("null", "0", "\"true\"", "[]")) {
      bodies.add(SOUND.replace("\"livemode\":true", "\"livemode\":" + wrong));
    }
    for (String wrong : List.of("1", "[]", "{}", "\"\"", "\"acct 1\"", "true")) {
      bodies.add(SOUND.replace("\"pending_webhooks\":1", "\"account\":" + wrong));
    }
    for (String wrong : List.of("null", "1", "[]", "\"x\"", "{}", "{\"object\":[]}")) {
      bodies.add(
          "{\"id\":\"evt_1\",\"object\":\"event\",\"created\":1,\"livemode\":true,\"type\":\"a\","
              + "\"data\":"
              + wrong
              + "}");
    }
    for (String wrong : List.of("1700000000", "\"yesterday\"", "null", "\"2022-02-15\"")) {
      bodies.add(
          StripeMappingTest.thin("v2.core.event", "null")
              .replace("\"2022-02-15T00:27:45.330Z\"", wrong));
    }
    bodies.add(StripeMappingTest.thin("v2.core.event", "7"));
    bodies.add(StripeMappingTest.thin("v2.core.event", "\"acct_1/\""));
    bodies.add(StripeMappingTest.thin("v2.core.events", "null"));
    return bodies;
  }

  @ParameterizedTest
  @MethodSource("hostileBodies")
  void aSignedBodyThatIsNoEventIsABadRequest(String body) {
    var desk = new Desk(Desk.settings(false, true, Desk.SECRET));

    assertProblem(400, desk.post(body));
    assertTrue(desk.bus.isEmpty());
  }

  @Test
  void aTimeThatIsNoNumberIsToldToBeOne() {
    var response = new Desk().post(SOUND.replace("1700000000", "\"x\""));

    assertEquals(
        "created: This must be a whole number: seconds since 1970.",
        response.json().get("detail").getAsString());
  }

  @Test
  void aBodyThatIsNoJsonIsToldWhereItIsNot() {
    var response = new Desk().post("{\"id\":}");

    assertEquals("/problems/malformed-json", response.json().get("type").getAsString());
    assertEquals(
        "Not valid JSON (RFC 8259) at line 1, column 7.",
        response.json().get("detail").getAsString());
  }

  @Test
  void aBodyThatIsNotUtf8IsABadRequest() {
    var desk = new Desk();

    for (byte[] body :
        List.of(
            new byte[] {(byte) 0xff, (byte) 0xfe, '{', 0, '}', 0},
            new byte[] {'{', (byte) 0xc0, (byte) 0x80, '}'},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80})) {
      assertProblem(
          400,
          desk.serve(
              InMemoryRequest.post(StripeWebhook.PATH)
                  .header("Stripe-Signature", Desk.sign(new String(body, UTF_8)))
                  .body(body)));
    }
    assertTrue(desk.bus.isEmpty());
  }

  @Test
  void aBodyOverTheLimitIsTooLargeWhetherItsLengthIsToldOrNot() {
    var desk = new Desk();
    byte[] body = new byte[512 * 1024 + 1];

    assertProblem(413, desk.serve(InMemoryRequest.post(StripeWebhook.PATH).body(body)));
    assertProblem(
        413,
        desk.serve(
            InMemoryRequest.post(StripeWebhook.PATH).stream(new ByteArrayInputStream(body), -1)));
  }

  @Test
  void theLargestBodyIsTaken() {
    var desk = new Desk();
    int room = 512 * 1024 - SOUND.length();
    String body = SOUND + " ".repeat(room);

    assertEquals(200, desk.post(body).status());
    assertProblem(413, desk.post(body + " "));
  }

  @Test
  void aBodyThatBreaksOffIsABadRequest() throws IOException {
    InputStream broken = InputStream.nullInputStream();
    broken.close();

    assertProblem(
        400, new Desk().serve(InMemoryRequest.post(StripeWebhook.PATH).stream(broken, -1)));
  }

  @Test
  void withoutASecretNothingIsTakenAndSomebodyIsTold() {
    var desk = new Desk(Desk.settings(false, false));

    InMemoryResponse answer = desk.post(SOUND);

    assertProblem(503, answer);
    assertTrue(answer.header("Retry-After").isPresent());
    assertTrue(desk.bus.isEmpty());
    assertTrue(
        desk.log.getFirst().startsWith("ERROR stripe event not taken: no signing secret is set"),
        desk.log.toString());
    InMemoryResponse health = desk.serve(InMemoryRequest.get("/health"));
    assertProblem(503, health);
    assertTrue(health.text().contains("WEBHOOKS_STRIPE_SIGNING_SECRETS"), health.text());
  }

  @Test
  void whatTheBusCannotKeepIsStripesToRepeat() {
    EventBus bus = mock();
    doThrow(new Unavailable("full")).when(bus).publish(any(Event.class));
    doThrow(new Unavailable("full")).when(bus).publish(any(UnroutedPayment.class));
    var desk = new Desk(Desk.OPEN, bus);

    for (String body : List.of(SOUND, SOUND.replace("tenant-1", "a b"))) {
      InMemoryResponse answer = desk.post(body);
      assertProblem(503, answer);
      assertEquals("5", answer.header("Retry-After").orElseThrow());
    }
  }

  @Test
  void otherPathsAndMethodsAreProblems() {
    var desk = new Desk();

    assertProblem(404, desk.serve(InMemoryRequest.post("/v1/webhooks/stripe/")));
    assertProblem(404, desk.serve(InMemoryRequest.get("/")));
    InMemoryResponse answer = desk.serve(InMemoryRequest.get(StripeWebhook.PATH));
    assertProblem(405, answer);
    assertEquals("OPTIONS, POST", answer.header("Allow").orElseThrow());
  }

  @Test
  void itIsHealthyWithASecret() {
    InMemoryResponse answer = new Desk().serve(InMemoryRequest.get("/health"));

    assertEquals(200, answer.status());
    assertEquals("ok", answer.json().get("status").getAsString());
  }

  @Test
  void payloadsSecretsAndSignaturesAreNotLogged() {
    var desk = new Desk();

    desk.post(SOUND);
    desk.post(SOUND, "t=1700000000,v1=" + "0".repeat(64));
    desk.post(SOUND + "x");

    String log = desk.log.toString();
    assertTrue(log.contains("evt_1"), log);
    for (String secret : List.of(Desk.SECRET, "0".repeat(64), "3100", "location-1")) {
      assertTrue(!log.contains(secret), log);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG-u-nu-arab", "tr-TR", "fa-IR-u-nu-arabext"})
  void theMachinesLocaleChangesNothing(String locale) {
    Event expected = published();
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(locale));
    try {
      assertEquals(expected, published());
    } finally {
      Locale.setDefault(before);
    }
  }

  private static Event published() {
    var desk = new Desk();
    assertEquals(200, desk.post(SOUND).status());
    return desk.bus.events.getFirst();
  }

  @Test
  void manyAtOnceAreAllPublished() throws Exception {
    var desk = new Desk();
    var ids = new HashSet<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<Integer>>();
      for (int i = 0; i < 500; i++) {
        String body = SOUND.replace("evt_1", "evt_" + i);
        ids.add("stripe_evt_" + i);
        answers.add(threads.submit(() -> desk.post(body).status()));
      }
      for (var answer : answers) {
        assertEquals(200, answer.get());
      }
    }
    assertEquals(ids, new HashSet<>(desk.bus.events.stream().map(Event::id).toList()));
    assertEquals(500, desk.bus.events.size());
  }

  private static void assertProblem(int status, InMemoryResponse answer) {
    assertEquals(status, answer.status(), answer.text());
    assertEquals("application/problem+json", answer.header("Content-Type").orElseThrow());
    assertEquals(status, answer.json().get("status").getAsInt());
  }
}
