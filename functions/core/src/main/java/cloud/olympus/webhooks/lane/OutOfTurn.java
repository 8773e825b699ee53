package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes one request that no delivery waits for, such as a test. To an endpoint whose limits its
 * lane keeps it is made as the lane's holder, so that they hold for it too. Thread-safe.
 */
public final class OutOfTurn {

  private final Lanes lanes;
  private final Wakeups wakeups;
  private final InstantSource clock;
  private final BiConsumer<LaneKey, Unavailable> unwoken;

  /**
   * With the lanes.
   *
   * @param unwoken is told of a lane that could not be given back: its lease runs out, and the
   *     sweep wakes it
   */
  public OutOfTurn(
      Lanes lanes, Wakeups wakeups, InstantSource clock, BiConsumer<LaneKey, Unavailable> unwoken) {
    this.lanes = lanes;
    this.wakeups = wakeups;
    this.clock = clock;
    this.unwoken = unwoken;
  }

  /**
   * Makes a request.
   *
   * @param request is given whether there may be a second try; takes less time than {@link
   *     Drain#LEASE}
   * @return empty where its lane is at work, or where this second's requests are used up: nothing
   *     was sent
   */
  public <T> Optional<T> run(Subscription subscription, Function<BooleanSupplier, T> request) {
    if (!subscription.rules().needLane()) {
      return Optional.of(request.apply(() -> true));
    }
    return lanes
        .acquire(subscription.lane(), clock.instant(), Drain.LEASE)
        .flatMap(lease -> run(lease, subscription.rules().rateLimit(), request));
  }

  private <T> Optional<T> run(
      Lease lease, @Nullable Integer limit, Function<BooleanSupplier, T> request) {
    var pace = new Pace(lease.endpoint());
    BooleanSupplier permit = () -> pace.takeAnother(limit, clock.instant());
    try {
      return permit.getAsBoolean() ? Optional.of(request.apply(permit)) : Optional.empty();
    } finally {
      giveBack(lease, pace);
    }
  }

  /** What its lane was to wake for is forgotten by now: it looks for itself, at once. */
  private void giveBack(Lease lease, Pace pace) {
    Instant now = clock.instant();
    try {
      lanes.park(lease, now, pace::in, now).ifPresent(wakeups::at);
    } catch (Unavailable e) {
      unwoken.accept(lease.lane(), e);
    }
  }
}
