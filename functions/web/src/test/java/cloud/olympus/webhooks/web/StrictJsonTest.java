package cloud.olympus.webhooks.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":null,\"b\":[true,false,-0,1.10,9007199254740993,1E+2],\"c\":{\"a\":\"\"}}",
        "{\"emoji\":\"😀\",\"text\":\"\\\"\\\\\\n\"}",
      })
  void jsonIsReadAndKeepsItsNumbersAndOrder(String json) {
    assertEquals(json, StrictJson.object(json.getBytes(UTF_8)).toString());
  }

  @Test
  void whiteSpaceAndEscapesAreRead() {
    assertEquals(
        "{\"a\":\"/é😀\"}",
        StrictJson.object(" {\t\"\\u0061\" :\r\n\"\\/\\u00e9\\ud83d\\ude00\"} \n".getBytes(UTF_8))
            .toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "1",
        "\"a\"",
        "{",
        "{\"a\":1",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{\"a\":1 \"b\":2}",
        "{\"a\"=1}",
        "{\"a\":1;\"b\":2}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":'b'}",
        "{\"a\":b}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":0x1}",
        "{\"a\":1e}",
        "{\"a\":TRUE}",
        "{\"a\":True}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\'\"}",
        "{\"a\":\"\\x41\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\udc00\\ud800\"}",
        "{\"\\ud800\":1}",
        "{\"a\":1}{}",
        "{\"a\":1} x",
        "{\"a\":1}]",
        "// comment\n{}",
        "{/* */}",
        "{\"a\":1 # comment\n}",
        ")]}'\n{}",
        "\ufeff{}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "{\"a\":1,\"\\u0061\":2}",
      })
  void whatIsNotStrictlyAJsonObjectIsRefused(String json) {
    assertThrows(JsonParseException.class, () -> StrictJson.object(json.getBytes(UTF_8)));
  }

  @Test
  void otherEncodingsAreRefused() {
    assertThrows(
        JsonParseException.class, () -> StrictJson.object("{\"a\":\"é\"}".getBytes(ISO_8859_1)));
    byte[] overlong = {'{', '"', (byte) 0xc0, (byte) 0xa2, '"', ':', '1', '}'};
    assertThrows(JsonParseException.class, () -> StrictJson.object(overlong));
  }

  @Test
  void nestingEndsAtTheLimit() {
    assertFalse(StrictJson.object(nested(StrictJson.DEPTH)).isEmpty());
    assertThrows(JsonParseException.class, () -> StrictJson.object(nested(StrictJson.DEPTH + 1)));
    assertThrows(JsonParseException.class, () -> StrictJson.object(nested(100_000)));
  }

  @Test
  void aMessageShowsThePlaceAndLittleOfTheInput() {
    String key = "k".repeat(10_000);
    var refusal =
        assertThrows(
            JsonParseException.class,
            () -> StrictJson.object(("{\"" + key + "\":}").getBytes(UTF_8)));

    assertEquals("not valid JSON (RFC 8259) at line 1, column 10005", refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`{\n \"a\": x}`            | not valid JSON (RFC 8259) at line 2, column 7",
        "`{\"a\":1`                 | not valid JSON (RFC 8259) at line 1, column 7",
        "`{\"a\":1,}`               | not valid JSON (RFC 8259) at line 1, column 9",
        "`{} {}`                    | not valid JSON (RFC 8259) at line 1, column 5",
        "`{\"a\":[1],\n\"a\":2}`    | an object has the same name twice at line 2, column 4",
        "`[1]`                      | not a JSON object",
        "`\ufeff{}`                 | not valid JSON (RFC 8259): begins with a byte order mark",
      })
  void aMessageSaysWhatIsWrongAndWhereAndNothingOfOurLibrary(String json, String message) {
    var refusal =
        assertThrows(JsonParseException.class, () -> StrictJson.object(json.getBytes(UTF_8)));

    assertEquals(message, refusal.getMessage());
  }

  private static byte[] nested(int depth) {
    String open = "{\"a\":" + "[".repeat(depth - 1);
    return (open + "]".repeat(depth - 1) + "}").getBytes(UTF_8);
  }
}
