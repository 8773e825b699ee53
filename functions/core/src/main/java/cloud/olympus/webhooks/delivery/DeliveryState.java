package cloud.olympus.webhooks.delivery;

import java.util.Locale;
import java.util.Optional;

/** Where a delivery stands. */
public enum DeliveryState {
  /** Waits in its lane for its next attempt, or for its pass to record what became of it. */
  PENDING,
  /**
   * Waits until its endpoint may be sent to again: its subscription enabled, its circuit closed, or
   * an earlier delivery of its ordering key done.
   */
  HELD,
  /** Answered with 200 to 299. Final: nothing replaces it. */
  DELIVERED,
  /** All attempts of the schedule failed. */
  EXHAUSTED,
  /** Was held or pending for longer than events are kept. */
  EXPIRED,
  /** Its subscription was deleted. */
  CANCELLED;

  /** Whether there will be no further attempt. */
  public boolean isFinal() {
    return this != PENDING && this != HELD;
  }

  /** Lower case, as in the API and in every store. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of a code. */
  public static Optional<DeliveryState> ofCode(String code) {
    for (var state : values()) {
      if (state.code().equals(code)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
