package cloud.olympus.webhooks.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * One request to an endpoint and what came of it.
 *
 * @param number from 1; sent as {@code Olympus-Attempt}
 * @param at when it began: its {@code webhook-timestamp}
 */
public record Attempt(int number, Instant at, Answer answer) {

  /** How long it took in all. */
  public Duration took() {
    return answer.took();
  }

  /** Whether the endpoint took the event. */
  public boolean succeeded() {
    return answer instanceof Answer.Answered answered && answered.isSuccess();
  }
}
