package cloud.olympus.webhooks.lane;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many requests an endpoint with a rate limit may still get in this second, which is the latest
 * in which its lane was held. A second has so many permits, each good for that second alone: ten
 * seconds touch eleven of them, and no second sees more requests than the limit. Thread-safe.
 */
final class Pace {

  private long second;
  private int taken;

  /** As an earlier holder left it. */
  Pace(EndpointState endpoint) {
    this.second = endpoint.second();
    this.taken = endpoint.sent();
  }

  /** Whether its lane was held within a time. */
  synchronized boolean isHeldSince(Instant earliest) {
    return !Instant.ofEpochSecond(second + 1).isBefore(earliest);
  }

  /** A permit of one second. */
  record Permit(long second) {
    static final Permit OF_NONE = new Permit(Long.MIN_VALUE);
  }

  /** How many permits there are now, at most. */
  synchronized int left(@Nullable Integer limit, Instant now, int most) {
    if (limit == null) {
      return most;
    }
    turn(now);
    return limit - taken;
  }

  /**
   * Takes one of those that are left. Where another request has taken the last one meanwhile it is
   * of no second: whoever has it must ask again.
   */
  synchronized Permit take(@Nullable Integer limit, Instant now) {
    return takeOne(limit, now) ? new Permit(now.getEpochSecond()) : Permit.OF_NONE;
  }

  private boolean takeOne(@Nullable Integer limit, Instant now) {
    if (limit == null) {
      return true;
    }
    turn(now);
    if (taken >= limit) {
      return false;
    }
    taken++;
    return true;
  }

  /** Whether a request may be made on a permit; where its second is over, on one of this second. */
  synchronized boolean holds(Permit permit, @Nullable Integer limit, Instant now) {
    return permit.second() >= now.getEpochSecond() || takeOne(limit, now);
  }

  /**
   * The state of an endpoint, with what was taken. Where a later holder has written more already,
   * whoever stood still meanwhile leaves that.
   */
  synchronized EndpointState in(EndpointState state) {
    if (state.second() > second) {
      return state;
    }
    return state.paced(second, state.second() == second ? Math.max(taken, state.sent()) : taken);
  }

  /** A new second, where it is one, has its own. */
  synchronized void turn(Instant now) {
    if (now.getEpochSecond() > second) {
      second = now.getEpochSecond();
      taken = 0;
    }
  }
}
