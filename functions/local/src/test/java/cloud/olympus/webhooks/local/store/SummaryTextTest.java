package cloud.olympus.webhooks.local.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.delivery.Outcome;
import cloud.olympus.webhooks.delivery.Trip;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SummaryTextTest {

  private static final Instant AT = Instant.ofEpochSecond(1_771_515_000);

  @Test
  void rowsOfEarlierReleasesAreRead() {
    var text =
        """
        wh_1,delivered,1,202,,42,,1771515000000
        wh_2,pending,2,0,timeout,15000,1771515000000,1771515000000
        wh_3,pending,0,0,,0,1771515000000,1771515000000
        """;

    assertEquals(
        List.of(
            of("wh_1", DeliveryState.DELIVERED, 1, outcome(202, null, 42), null),
            of("wh_2", DeliveryState.PENDING, 2, outcome(0, "timeout", 15_000), AT),
            of("wh_3", DeliveryState.PENDING, 0, null, AT)),
        SummaryText.read(text));
  }

  private static DeliverySummary of(
      String webhook,
      DeliveryState state,
      int attempts,
      @Nullable Outcome last,
      @Nullable Instant dueAt) {
    return new DeliverySummary(webhook, state, attempts, last, dueAt, AT);
  }

  private static Outcome outcome(int status, @Nullable String failure, long took) {
    return new Outcome(status, failure, Trip.of(Duration.ofMillis(took), null), Map.of());
  }
}
