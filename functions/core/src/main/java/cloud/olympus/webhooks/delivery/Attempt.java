package cloud.olympus.webhooks.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * One request to an endpoint and what came of it.
 *
 * @param number from 1; sent as {@code Olympus-Attempt}
 * @param at when it began: its {@code webhook-timestamp}
 * @param probe whether it tried an endpoint whose circuit was open, and found that it must stay so:
 *     such an attempt uses up no step of the schedule
 */
public record Attempt(int number, Instant at, Answer answer, boolean probe) {

  /** One that is no such probe. */
  public Attempt(int number, Instant at, Answer answer) {
    this(number, at, answer, false);
  }

  /**
   * Whether it used up a step of the schedule: not where it failed by our own fault, nor where the
   * endpoint was gone, since the schedule stands still until somebody enables it again.
   */
  public boolean isCharged() {
    return !probe && !failedByUs() && !foundGone();
  }

  /** Whether the endpoint said that it is gone: 410. */
  public boolean foundGone() {
    return answer instanceof Answer.Answered answered && answered.status() == 410;
  }

  /** Whether the fault was ours, so that it says nothing of the endpoint. */
  public boolean failedByUs() {
    return answer instanceof Answer.Failed failed && failed.failure().isOurs();
  }

  /**
   * Whether it shows that the endpoint is down, and not that it dislikes the event: no answer, or
   * one of 3xx, 408, 429 and 5xx.
   */
  public boolean showsDown() {
    return switch (answer) {
      case Answer.Failed _ -> !failedByUs();
      case Answer.Answered answered ->
          !succeeded()
              && (answered.status() < 400
                  || answered.status() >= 500
                  || answered.status() == 408
                  || answered.status() == 429);
    };
  }

  /** How long it took in all. */
  public Duration took() {
    return answer.took();
  }

  /** When it ended. */
  public Instant end() {
    return at.plus(took());
  }

  /** Whether the endpoint took the event. */
  public boolean succeeded() {
    return answer instanceof Answer.Answered answered && answered.isSuccess();
  }
}
