package cloud.olympus.webhooks.web;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {
  private static final EntityTag CURRENT = EntityTag.ofVersion(7);

  @Test
  void aTagIsTheVersionInQuotes() {
    assertEquals("\"v7\"", CURRENT.toString());
    assertThrows(IllegalArgumentException.class, () -> new EntityTag("a\"b"));
    assertThrows(IllegalArgumentException.class, () -> new EntityTag("a b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"v7\"",
        "\"v6\", \"v7\"",
        "\"v6\",,\t\"v7\" ,",
        "*",
        " * ",
        "W/\"x\",\"v7\"",
        "\"a,b\",\"v7\"",
        "\"\",\"v7\""
      })
  void aChangeOfThePresentStatePasses(String header) {
    assertDoesNotThrow(
        () -> Preconditions.requireMatch(Calls.withHeader("If-Match", header), CURRENT));
  }

  @Test
  void tagsMayStandInSeveralHeaders() {
    assertDoesNotThrow(
        () ->
            Preconditions.requireMatch(Calls.withHeader("If-Match", "\"v1\"", "\"v7\""), CURRENT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"v6\"", "\"v6\", \"v8\"", "W/\"v7\"", "\"V7\""})
  void aChangeOfAnotherStateIsAProblem412WithThePresentTag(String header) {
    var refused =
        Calls.assertProblem(
            412, () -> Preconditions.requireMatch(Calls.withHeader("If-Match", header), CURRENT));

    assertEquals("\"v7\"", refused.headers().get("ETag"));
  }

  @Test
  void aChangeOfNoStatedStateIsAProblem428() {
    Calls.assertProblem(428, () -> Preconditions.requireMatch(Calls.withHeader("X", "y"), CURRENT));
    Calls.assertProblem(428, () -> Preconditions.requireStated(Calls.withHeader("X", "y")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v7",
        "\"v7",
        "v7\"",
        "\"v7\" \"v6\"",
        "\"v7\";x",
        "*,\"v7\"",
        "w/\"v7\"",
        "\"a b\"",
        "\"v7 \"x\"",
        ","
      })
  void aMalformedListIsAProblem400(String header) {
    Calls.assertProblem(
        400, () -> Preconditions.requireMatch(Calls.withHeader("If-Match", header), CURRENT));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {"\"v7\"|true", "W/\"v7\"|true", "*|true", "\"v6\", \"v7\"|true", "\"v6\"|false"})
  void aCallerWhoHasTheStateIsToldSo(String header, boolean fresh) {
    assertEquals(fresh, Preconditions.isFresh(Calls.withHeader("If-None-Match", header), CURRENT));
  }

  @Test
  void aCallerWhoSaysNothingHasNothing() {
    assertFalse(Preconditions.isFresh(Calls.withHeader("X", "y"), CURRENT));
  }
}
