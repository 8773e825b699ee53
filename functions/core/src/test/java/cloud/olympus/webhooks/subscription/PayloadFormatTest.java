package cloud.olympus.webhooks.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Event;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PayloadFormatTest {

  private static final String DATA =
      "{\"z\":9007199254740993,\"a\":1.10,\"text\":\"<é 🍣> \\\"=\\\"\"}";

  @Test
  void olympusIsTheSeedsSixFieldsInOrderAndNoOther() {
    assertEquals(
        "{\"id\":\"evt-uuid\",\"type\":\"order.created\",\"tenant_id\":\"t-1\","
            + "\"location_id\":\"loc-1\",\"timestamp\":\"2026-02-19T15:30:00+01:00\",\"data\":"
            + DATA
            + "}",
        text(PayloadFormat.OLYMPUS, event("loc-1")));
  }

  @Test
  void anAbsentLocationIsLeftOut() {
    assertEquals(
        "{\"id\":\"evt-uuid\",\"type\":\"order.created\",\"tenant_id\":\"t-1\","
            + "\"timestamp\":\"2026-02-19T15:30:00+01:00\",\"data\":"
            + DATA
            + "}",
        text(PayloadFormat.OLYMPUS, event(null)));
  }

  @Test
  void storekitIsEventAndDataAndNoOther() {
    assertEquals(
        "{\"event\":\"order.created\",\"data\":" + DATA + "}",
        text(PayloadFormat.STOREKIT, event("loc-1")));
  }

  @Test
  void theDefaultFollowsTheSources() {
    assertEquals(PayloadFormat.OLYMPUS, PayloadFormat.defaultFor(Set.of()));
    assertEquals(PayloadFormat.OLYMPUS, PayloadFormat.defaultFor(Set.of("stripe")));
    assertEquals(PayloadFormat.OLYMPUS, PayloadFormat.defaultFor(Set.of("storekit", "olympus")));
    assertEquals(PayloadFormat.STOREKIT, PayloadFormat.defaultFor(Set.of("storekit")));
  }

  @Test
  void aFormatIsFoundByItsCode() {
    assertEquals(Optional.of(PayloadFormat.STOREKIT), PayloadFormat.ofCode("storekit"));
    assertEquals("olympus", PayloadFormat.OLYMPUS.code());
    assertTrue(PayloadFormat.ofCode("OLYMPUS").isEmpty());
  }

  private static String text(PayloadFormat format, Event event) {
    return new String(format.body(event), UTF_8);
  }

  private static Event event(@Nullable String locationId) {
    return new Event(
        "t-1",
        "evt-uuid",
        "order.created",
        "storekit",
        locationId,
        "2026-02-19T15:30:00+01:00",
        DATA,
        "key",
        "guest:1",
        true,
        "00-a-b-01");
  }
}
