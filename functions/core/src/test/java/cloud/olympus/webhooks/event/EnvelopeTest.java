package cloud.olympus.webhooks.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EnvelopeTest {

  private static final String DATA = "{\"big\":9007199254740993,\"price\":1.10,\"a\":\"é \\\" <\"}";

  static Stream<Event> events() {
    return Stream.of(
        event("olympus", null, null, null, false, null, DATA),
        event("storekit", "loc-1", "key 🍣", "guest:\"1\"", true, "00-a-b-01", DATA),
        event("stripe", null, null, null, true, null, "{}"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void whatIsWrittenIsReadBackEqual(Event event) {
    String text = Envelope.write(event);

    var read = assertInstanceOf(Reading.Accepted.class, EnvelopeReader.read(text.getBytes(UTF_8)));

    assertEquals(event, read.event());
    assertEquals(List.of(), read.unknownFields());
    assertEquals(1, text.lines().count());
  }

  @Test
  void anEnvelopeHasTheSeedsOrderAndNoEmptyFields() {
    assertEquals(
        "{\"id\":\"evt-1\",\"type\":\"order.created\",\"tenant_id\":\"t-1\","
            + "\"timestamp\":\"2026-02-19T15:30:00Z\",\"data\":{\"a\":1.10}}",
        Envelope.write(event("olympus", null, null, null, false, null, "{\"a\":1.10}")));
  }

  @Test
  void aDigestChangesWithEveryFieldButTheTraceContext() {
    var digests = new HashSet<String>();
    var variants =
        List.of(
            event("olympus", null, null, null, false, null, DATA),
            event("storekit", null, null, null, false, null, DATA),
            event("olympus", "x", null, null, false, null, DATA),
            event("olympus", null, "x", null, false, null, DATA),
            event("olympus", null, null, "x", false, null, DATA),
            event("olympus", null, null, null, true, null, DATA),
            event("olympus", null, null, null, false, null, "{}"));

    variants.forEach(event -> digests.add(Envelope.digest(event)));

    assertEquals(variants.size(), digests.size());
    assertEquals(
        Envelope.digest(variants.getFirst()),
        Envelope.digest(event("olympus", null, null, null, false, "00-a-b-01", DATA)));
  }

  @Test
  void whiteSpaceBetweenTokensDoesNotChangeADigest() {
    String head =
        "{\"id\":\"e\",\"type\":\"a.b\",\"tenant_id\":\"t\",\"timestamp\":\"2026-02-19T15:30:00Z\",";

    assertEquals(
        digest(head + "\"data\":{\"a\":[1,2]}}"),
        digest(head + "\n \"data\": { \"a\": [1, 2] } }"));
    assertNotEquals(digest(head + "\"data\":{\"a\":1}}"), digest(head + "\"data\":{\"a\":1.0}}"));
  }

  private static String digest(String text) {
    return Envelope.digest(
        assertInstanceOf(Reading.Accepted.class, EnvelopeReader.read(text.getBytes(UTF_8)))
            .event());
  }

  private static Event event(
      String source,
      @Nullable String locationId,
      @Nullable String orderingKey,
      @Nullable String subjectRef,
      boolean test,
      @Nullable String traceparent,
      String data) {
    return new Event(
        "t-1",
        "evt-1",
        "order.created",
        source,
        locationId,
        "2026-02-19T15:30:00Z",
        data,
        orderingKey,
        subjectRef,
        test,
        traceparent);
  }
}
