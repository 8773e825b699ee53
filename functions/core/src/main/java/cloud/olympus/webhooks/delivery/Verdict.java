package cloud.olympus.webhooks.delivery;

import java.time.Instant;

/** What an attempt means for its delivery. */
public sealed interface Verdict {

  /** The endpoint has it. */
  record Delivered() implements Verdict {}

  /** Another attempt follows, not before this instant. */
  record RetryAt(Instant at) implements Verdict {}

  /** The circuit of the endpoint stays open, and the delivery held. */
  record Wait() implements Verdict {}

  /** No further attempt: the schedule is used up. */
  record GivenUp(String reason) implements Verdict {}

  /**
   * 410: the endpoint wants nothing any more. The subscription is disabled and the delivery held.
   */
  record Gone() implements Verdict {}
}
