package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.delivery.Threads;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes one request that no delivery waits for, such as a test. To an endpoint whose limits its
 * lane keeps it is made as the lane's holder, so that they hold for it too; its lane waits
 * meanwhile, as it would for a delivery. Thread-safe.
 */
public final class OutOfTurn {

  /** So often the lane is asked for: for longer than a busy one is kept. */
  private static final int ASKED = 70;

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Lanes lanes;
  private final Wakeups wakeups;
  private final Threads threads;
  private final InstantSource clock;
  private final BiConsumer<LaneKey, Unavailable> unwoken;

  /**
   * With the lanes.
   *
   * @param unwoken is told of a lane that could not be given back, or not be woken then: the sweep
   *     wakes it
   */
  public OutOfTurn(
      Lanes lanes,
      Wakeups wakeups,
      Threads threads,
      InstantSource clock,
      BiConsumer<LaneKey, Unavailable> unwoken) {
    this.lanes = lanes;
    this.wakeups = wakeups;
    this.threads = threads;
    this.clock = clock;
    this.unwoken = unwoken;
  }

  /**
   * Makes a request.
   *
   * @param request is given what its sender must ask ({@link
   *     cloud.olympus.webhooks.delivery.Sender.Request#permit}); takes less time than {@link
   *     Drain#LEASE}
   * @return empty where its lane is at work, seven seconds long: nothing was sent
   */
  public <T> Optional<T> run(Subscription subscription, Function<BooleanSupplier, T> request) {
    if (!subscription.rules().needLane()) {
      return Optional.of(request.apply(() -> true));
    }
    for (int i = 0; i < ASKED; i++) {
      var lease = acquire(subscription.lane());
      if (lease.isPresent()) {
        return Optional.of(run(lease.get(), subscription.rules().rateLimit(), request));
      }
      threads.pause(PAUSE);
    }
    return Optional.empty();
  }

  /** Where another holds it, that costs no write. */
  private Optional<Lease> acquire(LaneKey lane) {
    Instant now = clock.instant();
    Instant leased = lanes.state(lane).leasedUntil();
    return leased != null && now.isBefore(leased)
        ? Optional.empty()
        : lanes.acquire(lane, now, Drain.LEASE);
  }

  private <T> T run(Lease lease, @Nullable Integer limit, Function<BooleanSupplier, T> request) {
    var pace = new Pace(lease.endpoint());
    var permission = new Permission(() -> lease, pace, limit, Pace.Permit.OF_NONE, threads, clock);
    try {
      return request.apply(permission);
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
