package cloud.olympus.webhooks.lane;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who drains which lane, and when a lane must wake. All methods are atomic, thread-safe and durable
 * on return, and throw {@link cloud.olympus.webhooks.event.Unavailable} where the store cannot
 * answer. A lane exists from its first use.
 */
public interface Lanes {

  /**
   * Takes the lease of a lane that is free or whose lease ran out; the epoch grows by one. The
   * wakes noted so far are the new holder's business and forgotten.
   *
   * @return empty where another holds it
   */
  Optional<Lease> acquire(LaneKey lane, Instant now, Duration ttl);

  /**
   * Prolongs a lease.
   *
   * @return empty where it has passed to another
   */
  Optional<Lease> renew(Lease lease, Instant now, Duration ttl);

  /**
   * Gives a lease back and notes when the lane wakes next: the earlier of {@code next} and of what
   * was noted with {@link #note} since it was acquired.
   *
   * @param next null where the holder left nothing to do
   * @param change what the holder has learnt of the endpoint since it last reported
   * @return the wake to schedule; empty where there is none, or where the lease has passed to
   *     another
   */
  Optional<Wake> park(
      Lease lease, @Nullable Instant next, UnaryOperator<EndpointState> change, Instant now);

  /** The same for a holder who has learnt nothing of the endpoint. */
  default Optional<Wake> park(Lease lease, @Nullable Instant next, Instant now) {
    return park(lease, next, UnaryOperator.identity(), now);
  }

  /**
   * Changes what a lane knows of its endpoint, whoever holds it. Writes nothing where that stays as
   * it is.
   *
   * @param change without side effects, since it may be asked more than once
   * @return as it is now
   */
  EndpointState report(LaneKey lane, UnaryOperator<EndpointState> change, Instant now);

  /**
   * Notes that a lane must wake, at the latest at an instant. Where it is being drained its holder
   * will see it when parking, and schedules it then: a wake-up that found the lane leased would use
   * up the name of the one that counts.
   *
   * @return the wake to schedule, or empty where one that early is noted already, or where a lease
   *     holds at {@code now}
   */
  Optional<Wake> note(LaneKey lane, Instant at, Instant now);

  /** How a lane stands; a lane never used is free, of epoch 0 and without a wake. */
  LaneState state(LaneKey lane);

  /**
   * How long a lane is kept that is taken again and again, since each time it is written six times;
   * zero where the store does not mind.
   */
  default Duration stay() {
    return Duration.ZERO;
  }

  /**
   * Lanes that are free and whose wake is overdue since before an instant, or whose holder's lease
   * is; most overdue first, each with what is overdue: for the sweep.
   *
   * @param after the last of the page before; null for the first page
   */
  List<Wake> stale(Instant before, @Nullable Wake after, int limit);
}
