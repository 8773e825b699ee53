package cloud.olympus.webhooks.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 6901, section 5, and what is not there. */
class JsonPointerTest {

  private static final JsonElement DOCUMENT =
      JsonParser.parseString(
          """
          {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\\\j": 5,
           "k\\"l": 6, " ": 7, "m~n": 8, "null": null}
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "/foo;[\"bar\",\"baz\"]",
        "/foo/0;\"bar\"",
        "/;0",
        "/a~1b;1",
        "/c%d;2",
        "/e^f;3",
        "/g|h;4",
        "/i\\j;5",
        "/k\"l;6",
        "/ ;7",
        "/m~0n;8",
        "/null;null",
      })
  void findsWhatIsThere(String pointer, String found) {
    assertEquals(
        JsonParser.parseString(found), new JsonPointer(pointer).find(DOCUMENT).orElseThrow());
  }

  @Test
  void theEmptyOneIsTheWholeDocument() {
    assertEquals(DOCUMENT, new JsonPointer("").find(DOCUMENT).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "/bar",
    "/foo/2",
    "/foo/00",
    "/foo/-",
    "/foo/x",
    "/foo/0/x",
    "/null/x",
    "/foo/99999999999"
  })
  void whatIsNotThereIsNotFound(String pointer) {
    assertEquals(true, new JsonPointer(pointer).find(DOCUMENT).isEmpty());
  }

  @Test
  void oneThatBeginsOtherwiseIsNone() {
    assertThrows(IllegalArgumentException.class, () -> new JsonPointer("id"));
  }
}
