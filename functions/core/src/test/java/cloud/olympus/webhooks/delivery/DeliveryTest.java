package cloud.olympus.webhooks.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DeliveryTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @Test
  void howeverLongOurOwnTroubleLastsItsAttemptsAreNotMoreThanAStoreTakes() {
    var delivery =
        Delivery.fresh(new DeliveryId("t", "e", "w", 0), "order.created", NOW)
            .after(attempt(1, answered()), new Verdict.RetryAt(NOW))
            .after(attempt(2, answered()), new Verdict.RetryAt(NOW));

    for (int number = 3; number <= 1_000; number++) {
      delivery = delivery.after(attempt(number, ours()), new Verdict.RetryAt(NOW));
    }

    assertEquals(Delivery.MOST_ATTEMPTS, delivery.attempts().size());
    assertEquals(1_000, delivery.attemptCount());
    assertEquals(1_000, delivery.summary().attempts());
    assertEquals(2, delivery.charged(), "what used up its schedule stays");
    assertEquals(1, delivery.attempts().getFirst().number());
    assertEquals(803, delivery.attempts().get(2).number(), "the oldest gave way");
  }

  private static Attempt attempt(int number, Answer answer) {
    return new Attempt(number, NOW, answer);
  }

  private static Answer answered() {
    return new Answer.Answered(500, Map.of(), "", Duration.ZERO, null);
  }

  private static Answer ours() {
    return new Answer.Failed(Failure.OWN_TROUBLE, "no answer", Duration.ZERO, null);
  }
}
