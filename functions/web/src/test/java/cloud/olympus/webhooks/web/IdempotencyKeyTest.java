package cloud.olympus.webhooks.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdempotencyKeyTest {

  @Test
  void aCallMayHaveNone() {
    assertEquals(Optional.empty(), IdempotencyKey.of(Calls.withHeader("X", "y")));
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        Arguments.of(
            "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
        Arguments.of(
            "8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
        Arguments.of("  \"a b, c\"  ", "a b, c"),
        Arguments.of("\"a\\\"b\\\\c\"", "a\"b\\c"),
        Arguments.of("order:17/refund=1", "order:17/refund=1"),
        Arguments.of("x".repeat(255), "x".repeat(255)),
        Arguments.of("\"" + "x".repeat(255) + "\"", "x".repeat(255)));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyIsQuotedOrBare(String header, String key) {
    assertEquals(
        key, IdempotencyKey.of(Calls.withHeader("Idempotency-Key", header)).orElseThrow().value());
  }

  static Stream<String> malformed() {
    return Stream.of(
        "",
        "\"\"",
        "\"",
        "\"abc",
        "abc\"",
        "\"abc\\\"",
        "\"a\\bc\"",
        "\"a\"b\"",
        "\"a\";p=1",
        "\"a\", \"b\"",
        "a,b",
        "a b",
        "x".repeat(256),
        "\"" + "x".repeat(256) + "\"",
        "\"a\u0000b\"",
        "a\u0001b",
        "\"a\tb\"",
        "\"a\u007fb\"",
        "schlüssel",
        "\"schlüssel\"",
        "\"\ud83d\ude00\"");
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aMalformedKeyIsAProblem400(String header) {
    var refused =
        Calls.assertProblem(
            400, () -> IdempotencyKey.of(Calls.withHeader("Idempotency-Key", header)));

    assertEquals("Idempotency-Key", refused.problem().errors().getFirst().field());
  }

  @Test
  void twoKeysAreAProblem400EvenIfTheyAreTheSame() {
    Calls.assertProblem(
        400, () -> IdempotencyKey.of(Calls.withHeader("Idempotency-Key", "\"a\"", "\"a\"")));
  }
}
