package cloud.olympus.webhooks.forwarder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.EventKey;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can never be delivered: never pushed again, never lost. */
class MalformedPushesTest {

  private static final String SOUND =
      "{\"id\":\"evt_1\",\"type\":\"order.created\",\"tenant_id\":\"t-1\","
          + "\"timestamp\":\"2026-03-01T09:59:59Z\",\"data\":{}}";
  private static final Map<String, String> NAMED = Map.of("tenant_id", "t-1", "event_id", "evt_1");

  private final TestForwarder forwarder = new TestForwarder();

  @AfterEach
  void close() {
    forwarder.close();
  }

  static Stream<Arguments> messages() {
    return Stream.of(
        row("nothing in base64", "\"data\":\"\",", "no_data", "t-1", "evt_1"),
        row("no data", "", "no_data", "t-1", "evt_1"),
        row("null as data", "\"data\":null,", "no_data", "t-1", "evt_1"),
        row("an object as data", "\"data\":{},", "no_data", "t-1", "evt_1"),
        row("bad base64", "\"data\":\"{}\",", "bad_base64", "t-1", "evt_1"),
        row("base64 cut short", "\"data\":\"e30x=\",", "bad_base64", "t-1", "evt_1"),
        row("not UTF-8", data(new byte[] {'{', (byte) 0xc3, '(', '}'}), "not_utf8", "t-1", "evt_1"),
        row("UTF-16", data(SOUND.getBytes(java.nio.charset.StandardCharsets.UTF_16)), "not_utf8"),
        row("not JSON", data("hello"), "not_json"),
        row("cut off", data(SOUND.substring(0, 50)), "not_json"),
        row("two envelopes", data(SOUND + SOUND), "not_json"),
        row("a byte order mark", data("\ufeff" + SOUND), "not_json"),
        row("an array", data("[" + SOUND + "]"), "not_an_object"),
        row("300 KiB", data(SOUND.replace("{}", large(300 * 1024))), "too_large"),
        row("10 MB", data(SOUND.replace("{}", large(9_999_000))), "too_large"),
        row("deep nesting", data(SOUND.replace("{}", "{\"a\":" + "[".repeat(70))), "too_deep"),
        row("a key twice", data(SOUND.replace("{}", "{},\"id\":\"evt_1\"")), "duplicate_key"),
        row("a key of data twice", data(SOUND.replace("{}", "{\"a\":1,\"a\":1}")), "duplicate_key"),
        row("no type", data(SOUND.replace("\"type\":\"order.created\",", "")), "invalid_field"),
        row("a number as type", data(SOUND.replace("\"order.created\"", "7")), "invalid_field"),
        row("an array as data", data(SOUND.replace("{}", "[]")), "invalid_field"),
        row("a bad time", data(SOUND.replace("2026-03-01T", "yesterday ")), "invalid_field"),
        row("an id with a full stop", data(SOUND.replace("evt_1", "evt.1")), "invalid_field"),
        row("no tenant", data(SOUND.replace("\"tenant_id\":\"t-1\",", "")), "invalid_field"),
        row("an unknown type", data(SOUND.replace("order.created", "order.eaten")), "unknown_type"),
        row(
            "another source's type",
            data(SOUND.replace("{}", "{},\"source\":\"stripe\"")),
            "unknown_type"),
        row("an unknown source", data(SOUND.replace("{}", "{},\"source\":\"x\"")), "unknown_type"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  void itBecomesADeadLetterOfTheTenantItNames(
      String what,
      String data,
      String reason,
      @Nullable String tenantId,
      @Nullable String eventId) {
    var response = forwarder.post(EventForwarder.EVENTS, TestForwarder.body(data, NAMED));

    assertEquals(204, response.status(), response.text());
    var letter = forwarder.published();
    assertEquals(reason, letter.reason(), what);
    assertEquals(tenantId, letter.tenantId());
    assertEquals(eventId, letter.eventId());
    assertFalse(letter.detail().isEmpty());
    assertLogged(reason);

    forwarder.pump();
    assertEquals(List.of(letter), forwarder.deadLetters.list("t-1", null, 10).items());
    assertTrue(forwarder.sender.sent().isEmpty());
    assertTrue(forwarder.events.get(new EventKey("t-1", "evt_1")).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[]",
        "null",
        "{}",
        "{\"message\":null}",
        "{\"message\":[]}",
        "{\"message\":\"e30=\"}",
        "{\"message\":{\"data\":\"e30=\"}",
        "{\"message\":{\"data\":\"e30=\",\"attributes\":{\"a\":{}}}}",
        "{\"subscription\":\"s\"}"
      })
  void aBodyThatIsNoPushBecomesADeadLetterOfTheOperator(String body) {
    for (String path :
        List.of(EventForwarder.EVENTS, EventForwarder.ORDERED, EventForwarder.UNROUTED)) {
      assertEquals(204, forwarder.post(path, body).status());
      var letter = forwarder.published();
      forwarder.pump();

      assertEquals("not_a_push", letter.reason());
      assertEquals(null, letter.tenantId());
      assertEquals(body, letter.bodyText());
      assertEquals(List.of(letter), forwarder.stored());
    }
    assertLogged("not_a_push");
  }

  @Test
  void aBodyNestedWithoutEndIsNoPushAndHarmsNobody() {
    String body = "{\"message\":" + "{\"a\":[".repeat(100_000);

    assertEquals(204, forwarder.post(EventForwarder.EVENTS, body).status());
    assertEquals("not_a_push", forwarder.published().reason());
  }

  @Test
  void whatIsNamedInTheEnvelopeGoesBeforeTheAttributes() {
    String wrong = SOUND.replace("t-1", "t-2").replace("evt_1", "evt_2").replace("{}", "[]");

    forwarder.push(EventForwarder.EVENTS, wrong.getBytes(UTF_8), NAMED);

    assertEquals("t-2", forwarder.published().tenantId());
    assertEquals("evt_2", forwarder.published().eventId());
  }

  @Test
  void attributesThatAreNoIdsNameNobody() {
    forwarder.post(
        EventForwarder.EVENTS,
        TestForwarder.body("", Map.of("tenant_id", "a/b", "event_id", "x".repeat(129))));

    assertEquals(null, forwarder.published().tenantId());
    assertEquals(null, forwarder.published().eventId());
  }

  @Test
  void ofAHugeMessageTheFirstPartIsKept() {
    byte[] huge = new byte[300 * 1024];
    Arrays.fill(huge, (byte) 'x');

    forwarder.push(EventForwarder.EVENTS, huge, Map.of());
    forwarder.pump();

    assertEquals("x".repeat(256 * 1024), forwarder.stored().getFirst().bodyText());
  }

  @Test
  void theSameOneTwiceIsOneDeadLetter() {
    forwarder.push(EventForwarder.EVENTS, "hello".getBytes(UTF_8), NAMED);
    forwarder.push(EventForwarder.EVENTS, "hello".getBytes(UTF_8), NAMED);
    forwarder.pump();

    assertEquals(1, forwarder.stored().size());
  }

  @Test
  void itsContentIsNotLogged() {
    forwarder.push(
        EventForwarder.EVENTS,
        SOUND.replace("{}", "{\"card\":\"4242\"},\"id\":1").getBytes(UTF_8),
        NAMED);

    assertLogged("duplicate_key");
    assertFalse(forwarder.logged().contains("4242"), forwarder.logged());
  }

  private void assertLogged(String reason) {
    JsonObject line =
        JsonParser.parseString(forwarder.logged().lines().findFirst().orElseThrow())
            .getAsJsonObject();
    assertEquals("WARNING", line.get("severity").getAsString());
    assertEquals("dead letter", line.get("message").getAsString());
    assertEquals(reason, line.get("reason").getAsString());
  }

  private static Arguments row(String what, String data, String reason) {
    return row(what, data, reason, "t-1", "evt_1");
  }

  private static Arguments row(
      String what, String data, String reason, String tenantId, String eventId) {
    return Arguments.of(what, data, reason, tenantId, eventId);
  }

  private static String data(String text) {
    return data(text.getBytes(UTF_8));
  }

  private static String data(byte[] bytes) {
    return "\"data\":\"" + Base64.getEncoder().encodeToString(bytes) + "\",";
  }

  private static String large(int size) {
    return "{\"a\":\"" + "x".repeat(size) + "\"}";
  }
}
