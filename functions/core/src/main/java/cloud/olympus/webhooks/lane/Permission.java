package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request of a lane may be written now: its holder holds it for longer than the answer
 * can take, and this second has a permit left. Where it has none those of the next seconds are
 * waited for, as is a lease that is just being renewed, for five seconds at most. For one attempt.
 */
final class Permission implements BooleanSupplier {

  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Supplier<Lease> lease;
  private final Pace pace;
  private final @Nullable Integer limit;
  private final Threads threads;
  private final InstantSource clock;
  private Pace.Permit permit;

  /**
   * Of a holder.
   *
   * @param lease as it was last renewed
   * @param permit what was taken already, for the first time that it is asked
   */
  Permission(
      Supplier<Lease> lease,
      Pace pace,
      @Nullable Integer limit,
      Pace.Permit permit,
      Threads threads,
      InstantSource clock) {
    this.lease = lease;
    this.pace = pace;
    this.limit = limit;
    this.permit = permit;
    this.threads = threads;
    this.clock = clock;
  }

  @Override
  public boolean getAsBoolean() {
    Instant now = clock.instant();
    Instant patience = now.plus(PATIENCE);
    while (now.isBefore(lease.get().until())
        && now.isBefore(patience)
        && !Thread.currentThread().isInterrupted()) {
      boolean outlasts = lease.get().until().isAfter(now.plus(Courier.DEADLINE));
      if (outlasts && pace.holds(permit, limit, now)) {
        permit = Pace.Permit.OF_NONE;
        return true;
      }
      threads.pause(Duration.between(now, Instant.ofEpochSecond(now.getEpochSecond() + 1)));
      now = clock.instant();
    }
    return false;
  }
}
