package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.lane.Waker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Ends a delivery by hand, so that nothing waits for it any more. Thread-safe.
 *
 * <p>A holder of its lane may be sending it in this moment, but only where it was due: then the
 * next of its ordering key waits until that request must have ended.
 */
public final class Skip {

  /** Why a delivery was cancelled that was skipped. */
  public static final String REASON = "skipped";

  private final Deliveries deliveries;
  private final Waker waker;
  private final InstantSource clock;

  /**
   * Skips deliveries.
   *
   * @param waker of the lane in which the next one waits
   */
  public Skip(Deliveries deliveries, Waker waker, InstantSource clock) {
    this.deliveries = deliveries;
    this.waker = waker;
    this.clock = clock;
  }

  /**
   * Ends a delivery that is unfinished.
   *
   * @return as it is then; it was skipped only where it is {@link DeliveryState#CANCELLED} for
   *     {@link #REASON}; empty where it has no document
   */
  public Optional<Delivery> skip(DeliveryId id) {
    var found = deliveries.get(id);
    if (found.isEmpty() || found.get().state().isFinal()) {
      return found;
    }
    var before = found.get();
    Instant now = clock.instant();
    boolean maybeUnderWay = !before.dueAt().isAfter(now);
    Instant due = maybeUnderWay ? now.plus(Courier.DEADLINE).plusSeconds(1) : now;
    var skipped = before.moved(DeliveryState.CANCELLED, due, REASON, now);
    // Whatever epoch wrote last: this is the end.
    waker.around(id.lane(), () -> deliveries.finish(skipped, Long.MAX_VALUE));
    return deliveries.get(id);
  }
}
