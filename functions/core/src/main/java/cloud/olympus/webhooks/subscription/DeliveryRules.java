package cloud.olympus.webhooks.subscription;

import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * How a subscription wants to be sent to.
 *
 * @param schedule of its attempts
 * @param rateLimit the most requests in a second, or null for as many as there are
 * @param maxInFlight the most requests at once, or null for {@link #DEFAULT_IN_FLIGHT} from each
 *     instance
 * @param ordering whether it wants the events of a key in order
 */
public record DeliveryRules(
    RetrySchedule schedule,
    @Nullable Integer rateLimit,
    @Nullable Integer maxInFlight,
    Ordering ordering) {

  /** Of what asks for nothing else. */
  public static final DeliveryRules DEFAULT =
      new DeliveryRules(RetrySchedule.STANDARD, null, null, Ordering.NONE);

  /** The most requests at once where nothing else is asked. */
  public static final int DEFAULT_IN_FLIGHT = 10;

  /** The highest rate limit, in requests a second. */
  public static final int HIGHEST_RATE = 10_000;

  /** The highest cap of requests at once. */
  public static final int HIGHEST_IN_FLIGHT = 100;

  /** Whether its limits are exact, which they are only where its lane alone sends to it. */
  public boolean needLane() {
    return rateLimit != null || maxInFlight != null;
  }

  /** The most requests at once from one instance, by either road. */
  public int inFlight() {
    return maxInFlight == null ? DEFAULT_IN_FLIGHT : maxInFlight;
  }

  /** The key whose order an event must keep here, or null where it need not keep any. */
  public @Nullable String orderingKey(Event event) {
    return ordering == Ordering.NONE ? null : event.orderingKey();
  }

  /** The same with another schedule. */
  public DeliveryRules with(RetrySchedule other) {
    return new DeliveryRules(other, rateLimit, maxInFlight, ordering);
  }

  /** The same with a limit of requests in a second, or with none. */
  public DeliveryRules withRateLimit(@Nullable Integer limit) {
    return new DeliveryRules(schedule, limit, maxInFlight, ordering);
  }

  /** The same, but for the order of events. */
  public DeliveryRules with(Ordering other) {
    return new DeliveryRules(schedule, rateLimit, maxInFlight, other);
  }
}
