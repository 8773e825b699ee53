package cloud.olympus.webhooks.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvelopeReaderTest {

  private static final String SOUND =
      """
      {"id":"evt-1","type":"order.created","tenant_id":"t-1","timestamp":"2026-02-19T15:30:00Z","data":{}}
      """
          .strip();

  @Test
  void theSixFieldsAreReadAndTheRestHasItsDefaults() {
    var event =
        accepted(
                """
                { "id": "evt-uuid", "type": "order.created",
                  "tenant_id": "550e8400-e29b-41d4-a716-446655449100",
                  "location_id": "550e8400-e29b-41d4-a716-446655449110",
                  "timestamp": "2026-02-19T15:30:00Z", "data": { "total" : 25 } }
                """)
            .event();

    assertEquals(
        new Event(
            "550e8400-e29b-41d4-a716-446655449100",
            "evt-uuid",
            "order.created",
            "olympus",
            "550e8400-e29b-41d4-a716-446655449110",
            "2026-02-19T15:30:00Z",
            "{\"total\":25}",
            null,
            null,
            false,
            null),
        event);
  }

  @Test
  void theOptionalFieldsAreRead() {
    var event =
        accepted(
                with(
                    "\"source\":\"storekit\",\"ordering_key\":\"tisch 7 🪑\",\"subject_ref\":\"guest:1\","
                        + "\"test\":true,\"traceparent\":\"00-a-b-01\""))
            .event();

    assertEquals("storekit", event.source());
    assertEquals("tisch 7 🪑", event.orderingKey());
    assertEquals("guest:1", event.subjectRef());
    assertEquals("00-a-b-01", event.traceparent());
    assertEquals(true, event.test());
    assertNull(event.locationId());
  }

  @Test
  void aFieldThatIsNullIsAbsent() {
    var event = accepted(with("\"location_id\":null,\"source\":null,\"test\":null")).event();

    assertNull(event.locationId());
    assertEquals(Event.DEFAULT_SOURCE, event.source());
    assertFalse(event.test());
  }

  @Test
  void unknownFieldsAreNamedAndOtherwiseIgnored() {
    var accepted = accepted(with("\"extra\":{\"a\":[1]},\"more\":2"));

    assertEquals(List.of("extra", "more"), accepted.unknownFields());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"n\":9007199254740993}",
        "{\"n\":1.10}",
        "{\"n\":1E+2,\"m\":-0,\"o\":-0.0,\"p\":1e400,\"q\":0.10000000000000000000000000001}",
        "{\"z\":1,\"a\":2,\"m\":{\"y\":1,\"b\":2}}",
        "{\"10\":1,\"9\":2}",
        "{\"a\":[],\"b\":{},\"c\":null,\"d\":[null,true,false,\"\"]}",
        "{\"\":\"empty name\"}",
        "{\"text\":\"<&>'= é 🍣\"}",
        "{\"text\":\"\\\" \\\\ \\n \\u0000\"}"
      })
  void dataKeepsItsNumberTextAndItsOrder(String data) {
    assertEquals(data, accepted(SOUND.replace("{}", data)).event().data());
  }

  @Test
  void whiteSpaceInDataGoesButNotInItsTexts() {
    String data = "{ \"a\" :\t[ 1 ,\r\n 2 ] , \"b\" : \" c  d \" }";

    assertEquals(
        "{\"a\":[1,2],\"b\":\" c  d \"}", accepted(SOUND.replace("{}", data)).event().data());
  }

  @Test
  void dataMayBeSixtyFourLevelsDeepAndNotMore() {
    assertNotNull(accepted(SOUND.replace("{}", nested(64))));
    assertEquals("too_deep", malformed(SOUND.replace("{}", nested(65))).reason());
  }

  static Stream<Arguments> malformedTexts() {
    return Stream.of(
        Arguments.of("nothing", "", "not_json"),
        Arguments.of("white space", " \n", "not_json"),
        Arguments.of("a word", "hello", "not_json"),
        Arguments.of("cut short", SOUND.substring(0, 60), "not_json"),
        Arguments.of("an array", "[" + SOUND + "]", "not_an_object"),
        Arguments.of("a text", "\"text\"", "not_an_object"),
        Arguments.of("a number", "1", "not_an_object"),
        Arguments.of("null", "null", "not_an_object"),
        Arguments.of("true", "true", "not_an_object"),
        Arguments.of("trailing text", SOUND + "x", "not_json"),
        Arguments.of("two envelopes", SOUND + SOUND, "not_json"),
        Arguments.of("a trailing comma", with("\"a\":1,"), "not_json"),
        Arguments.of("a missing comma", with("\"a\":1 \"b\":2"), "not_json"),
        Arguments.of("a comment", with("\"a\":/* one */1"), "not_json"),
        Arguments.of("a line comment", "// hello\n" + SOUND, "not_json"),
        Arguments.of("a hash comment", "# hello\n" + SOUND, "not_json"),
        Arguments.of("single quotes", with("'a':1"), "not_json"),
        Arguments.of("single quotes in data", SOUND.replace("{}", "{\"a\":'b'}"), "not_json"),
        Arguments.of("a bare name", with("a:1"), "not_json"),
        Arguments.of("a bare value", with("\"a\":b"), "not_json"),
        Arguments.of("an equals sign", with("\"a\"=1"), "not_json"),
        Arguments.of("a semicolon", with("\"a\":[1;2]"), "not_json"),
        Arguments.of("an empty element", with("\"a\":[1,,2]"), "not_json"),
        Arguments.of("NaN", SOUND.replace("{}", "{\"a\":NaN}"), "not_json"),
        Arguments.of("Infinity", SOUND.replace("{}", "{\"a\":-Infinity}"), "not_json"),
        Arguments.of("a leading zero", SOUND.replace("{}", "{\"a\":01}"), "not_json"),
        Arguments.of("a plus sign", SOUND.replace("{}", "{\"a\":+1}"), "not_json"),
        Arguments.of("a bare fraction", SOUND.replace("{}", "{\"a\":.5}"), "not_json"),
        Arguments.of("a hex number", SOUND.replace("{}", "{\"a\":0x10}"), "not_json"),
        Arguments.of("True", SOUND.replace("{}", "{\"a\":True}"), "not_json"),
        Arguments.of("a raw line break", SOUND.replace("{}", "{\"a\":\"\n\"}"), "not_json"),
        Arguments.of("a bad escape", SOUND.replace("{}", "{\"a\":\"\\x\"}"), "not_json"),
        Arguments.of("a bad code point", SOUND.replace("{}", "{\"a\":\"\\u12g4\"}"), "not_json"),
        Arguments.of("Google's prefix", ")]}'\n" + SOUND, "not_json"),
        Arguments.of("a key twice", with("\"id\":\"evt-2\""), "duplicate_key"),
        Arguments.of(
            "a key twice in data", SOUND.replace("{}", "{\"a\":1,\"a\":1}"), "duplicate_key"),
        Arguments.of(
            "a key twice by escape",
            SOUND.replace("{}", "{\"a\":1,\"\\u0061\":1}"),
            "duplicate_key"),
        Arguments.of(
            "half a surrogate pair", SOUND.replace("{}", "{\"a\":\"\\ud83c\"}"), "not_json"),
        Arguments.of(
            "a pair the wrong way round",
            SOUND.replace("{}", "{\"a\":\"\\udf63\\ud83c\"}"),
            "not_json"),
        Arguments.of("half a pair as a name", with("\"\\udf63\":1"), "not_json"),
        Arguments.of(
            "half a pair as a name in data", SOUND.replace("{}", "{\"\\ud83c\":1}"), "not_json"),
        Arguments.of("half a pair as an id", SOUND.replace("evt-1", "\\ud83c"), "not_json"),
        Arguments.of("a byte order mark", "\ufeff" + SOUND, "not_json"),
        Arguments.of("very deep", SOUND.replace("{}", nested(100_000)), "too_deep"),
        Arguments.of("very deep beside data", with("\"a\":" + "[".repeat(100_000)), "too_deep"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedTexts")
  void whatIsNoEnvelopeIsRefusedWithAReason(String what, String text, String reason) {
    assertEquals(reason, malformed(text).reason(), what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`{\"id\":}`            | not valid JSON (RFC 8259) at line 1, column 7",
        "`{\n\"data\":{\"a\":b}}` | not valid JSON (RFC 8259) at line 2, column 13",
        "`{\"a\":1,\"a\":2}`     | an object has the same name twice at line 1, column 11",
        "`[]`                  | not a JSON object",
      })
  void whatIsNoJsonIsToldWithItsPlace(String text, String detail) {
    assertEquals(detail, malformed(text).detail());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"id":"evt-1",             | {                           | id          | missing
          "id":"evt-1"               | "id":null                   | id          | missing
          "id":"evt-1"               | "id":1                      | id          | wrong_type
          "id":"evt-1"               | "id":["evt-1"]              | id          | wrong_type
          "id":"evt-1"               | "id":""                     | id          | invalid
          "id":"evt-1"               | "id":"evt.1"                | id          | invalid
          "id":"evt-1"               | "id":"evt 1"                | id          | invalid
          "id":"evt-1"               | "id":"évt"                  | id          | invalid
          "id":"evt-1"               | "id":"evt-1\\n"             | id          | invalid
          "type":"order.created",    | ""                          | type        | missing
          "type":"order.created"     | "type":true                 | type        | wrong_type
          "type":"order.created"     | "type":"order..created"     | type        | invalid
          "type":"order.created"     | "type":".created"           | type        | invalid
          "type":"order.created"     | "type":"order."             | type        | invalid
          "type":"order.created"     | "type":"order.*"            | type        | invalid
          "type":"order.created"     | "type":"order created"      | type        | invalid
          "tenant_id":"t-1",         | ""                          | tenant_id   | missing
          "tenant_id":"t-1"          | "tenant_id":{}              | tenant_id   | wrong_type
          "tenant_id":"t-1"          | "tenant_id":"t/1"           | tenant_id   | invalid
          "tenant_id":"t-1"          | "tenant_id":"t-1","location_id":"a.b" | location_id | invalid
          "tenant_id":"t-1"          | "tenant_id":"t-1","location_id":7     | location_id | wrong_type
          "tenant_id":"t-1"          | "tenant_id":"t-1","source":"Olympus"  | source      | invalid
          "tenant_id":"t-1"          | "tenant_id":"t-1","test":"true"       | test        | wrong_type
          "tenant_id":"t-1"          | "tenant_id":"t-1","ordering_key":""   | ordering_key | invalid
          "tenant_id":"t-1"          | "tenant_id":"t-1","subject_ref":1     | subject_ref | wrong_type
          "timestamp":"2026-02-19T15:30:00Z", | ""                              | timestamp | missing
          "timestamp":"2026-02-19T15:30:00Z"  | "timestamp":1771515000          | timestamp | wrong_type
          "timestamp":"2026-02-19T15:30:00Z"  | "timestamp":"2026-02-19"        | timestamp | invalid
          "timestamp":"2026-02-19T15:30:00Z"  | "timestamp":"2026-02-19T15:30:00" | timestamp | invalid
          "timestamp":"2026-02-19T15:30:00Z"  | "timestamp":"2026-02-30T15:30:00Z" | timestamp | invalid
          "timestamp":"2026-02-19T15:30:00Z"  | "timestamp":"yesterday"         | timestamp | invalid
          ,"data":{}                 | ""                          | data        | missing
          "data":{}                  | "data":null                 | data        | missing
          "data":{}                  | "data":[]                   | data        | wrong_type
          "data":{}                  | "data":"{}"                 | data        | wrong_type
          """)
  void aWrongFieldIsNamed(String sound, String wrong, String field, String code) {
    String text = SOUND.replace(sound, wrong.equals("\"\"") ? "" : wrong);

    var malformed = malformed(text);

    assertEquals("invalid_field", malformed.reason());
    assertEquals(
        List.of(field + ' ' + code),
        malformed.violations().stream().map(v -> v.field() + ' ' + v.code()).toList());
  }

  @Test
  void everyWrongFieldIsNamedAtOnceAndWhatIsSoundIsKept() {
    var malformed = malformed("{\"id\":\"evt-1\",\"tenant_id\":\"t-1\",\"type\":7,\"data\":[]}");

    assertEquals(
        List.of("type", "data", "timestamp"),
        malformed.violations().stream().map(Violation::field).toList());
    assertEquals("t-1", malformed.tenantId());
    assertEquals("evt-1", malformed.eventId());
    assertEquals(
        "type: must be a string; data: must be an object; timestamp: is required",
        malformed.detail());
  }

  @Test
  void whatIsTooLongIsRefused() {
    String id = "x".repeat(128);
    assertEquals(id, accepted(SOUND.replace("evt-1", id)).event().id());
    assertEquals("id", malformed(SOUND.replace("evt-1", id + "x")).violations().getFirst().field());
    assertEquals(
        "type",
        malformed(SOUND.replace("order.created", "a.".repeat(64) + "b"))
            .violations()
            .getFirst()
            .field());
  }

  @Test
  void anEnvelopeMayHave256KibibytesAndNotMore() {
    String padding = "x".repeat(Event.MAX_BYTES - SOUND.length() - "\"p\":\"\"".length());
    String largest = SOUND.replace("{}", "{\"p\":\"" + padding + "\"}");
    assertEquals(Event.MAX_BYTES, largest.length());

    assertNotNull(accepted(largest));
    assertEquals("too_large", malformed(largest + " ").reason());
    assertEquals("too_large", malformed(new byte[300 * 1024]).reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "c3", "c328", "c080", "eda081", "f4908080", "e28228"})
  void whatIsNotUtf8IsRefused(String hex) {
    byte[] head = "{\"id\":\"".getBytes(UTF_8);
    byte[] wrong = java.util.HexFormat.of().parseHex(hex);
    byte[] bytes = java.util.Arrays.copyOf(head, head.length + wrong.length);
    System.arraycopy(wrong, 0, bytes, head.length, wrong.length);

    assertEquals("not_utf8", malformed(bytes).reason());
  }

  @Test
  void otherEncodingsAreRefused() {
    assertInstanceOf(
        Reading.Malformed.class, EnvelopeReader.read(SOUND.getBytes(StandardCharsets.UTF_16)));
    assertInstanceOf(
        Reading.Malformed.class, EnvelopeReader.read(SOUND.getBytes(StandardCharsets.UTF_16LE)));
  }

  @Test
  void nothingThatAnybodySendsThrows() {
    var random = new Random(25);
    byte[] sound = with("\"source\":\"storekit\",\"test\":true").getBytes(UTF_8);
    String letters = "{}[]:,\"\\u0eE+-.tfn 19\u00e9\n/";
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = sound.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] =
            random.nextInt(8) == 0
                ? (byte) random.nextInt(256)
                : (byte) letters.charAt(random.nextInt(letters.length()));
      }

      assertNotNull(EnvelopeReader.read(bytes));
    }
  }

  private static String with(String fields) {
    return SOUND.substring(0, SOUND.length() - 1) + ',' + fields + '}';
  }

  /** An object of so many levels. */
  private static String nested(int levels) {
    return "{\"a\":" + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}";
  }

  private static Reading.Accepted accepted(String text) {
    return assertInstanceOf(Reading.Accepted.class, EnvelopeReader.read(text.getBytes(UTF_8)));
  }

  private static Reading.Malformed malformed(String text) {
    return malformed(text.getBytes(UTF_8));
  }

  private static Reading.Malformed malformed(byte[] bytes) {
    return assertInstanceOf(Reading.Malformed.class, EnvelopeReader.read(bytes));
  }

  /** Whatever the spelling, {@link java.time.OffsetDateTime} says what is a time. */
  @Test
  void aTimestampIsTakenExactlyWhereJavaTakesIt() {
    var random = new java.util.Random(20260219);
    String digits = "0123456789";
    for (int i = 0; i < 50_000; i++) {
      var text = new StringBuilder("2026-02-19T15:30:00Z");
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        int at = random.nextInt(text.length());
        String from = random.nextInt(10) == 0 ? "-:TZz +. /a" : digits;
        text.setCharAt(at, from.charAt(random.nextInt(from.length())));
      }
      var reading =
          EnvelopeReader.read(
              SOUND
                  .replace("2026-02-19T15:30:00Z", text)
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertEquals(isTime(text.toString()), reading instanceof Reading.Accepted, text.toString());
    }
  }

  private static boolean isTime(String text) {
    try {
      java.time.OffsetDateTime.parse(text);
      return true;
    } catch (java.time.DateTimeException e) {
      return false;
    }
  }
}
