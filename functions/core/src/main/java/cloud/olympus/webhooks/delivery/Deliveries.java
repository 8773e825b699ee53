package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Lease;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries that a pass did not simply deliver: one document each, queued by lane. All methods
 * are atomic, thread-safe and durable on return, and throw {@link
 * cloud.olympus.webhooks.event.Unavailable} where the store cannot answer.
 */
public interface Deliveries {

  /**
   * Adds a delivery unless one with its id is there.
   *
   * @return false where it was there; nothing is changed then
   */
  boolean enqueue(Delivery delivery);

  /**
   * The unfinished deliveries of a lane that are due, earliest due first.
   *
   * @param turns only those that wait for one of these, at least one
   */
  List<Delivery> ready(LaneKey lane, Set<Turn> turns, Instant now, int limit);

  /** When the next unfinished delivery of a lane is due; empty where none is unfinished. */
  Optional<Instant> nextDue(LaneKey lane);

  /**
   * Writes what an attempt made of a delivery.
   *
   * <p>A final state is never replaced. A success is always taken, also from a holder that has lost
   * its lease: the endpoint has the event. Anything else is taken only from an epoch at least as
   * high as the one that wrote last. A delivery without a document is refused.
   *
   * <p>Where this ends a delivery that has an ordering key, the next of its key gets its due time
   * in the same commit: {@link Delivery#following}. The key is the one that it was added with,
   * whatever {@code after} says.
   *
   * @param after the delivery as the holder read it, and its new attempt
   * @param epoch of the holder's lease
   * @return false where it was refused
   */
  boolean finish(Delivery after, long epoch);

  /**
   * Who is to be sent first of a lane's unfinished deliveries of one ordering key: the one that was
   * added first. Of two the one is added before the other where the writing of the one returned
   * before that of the other began.
   *
   * <p>A delivery that is not that leaves the queue at once: it is {@link DeliveryState#HELD} for
   * {@link Delivery#ORDERING} until {@link #finish} ends the one before it.
   *
   * @param delivery unfinished, with an ordering key
   * @param until when it is due again at the latest
   * @return perhaps the delivery itself; empty where that has ended meanwhile
   */
  Optional<Delivery> first(Delivery delivery, Instant until, Instant now);

  /**
   * Moves up to {@code limit} deliveries of a lane from one unfinished state to another state,
   * oldest due first. It counts as a write of the lease's epoch.
   *
   * @param lease of the caller; nothing is moved where it is not the lane's any more
   * @param to also decides when each is due: {@link #dueWhenMoved}
   * @param reason kept with each, or null
   * @return how many were moved
   */
  int move(
      Lease lease,
      DeliveryState from,
      DeliveryState to,
      @Nullable String reason,
      Instant now,
      int limit);

  /**
   * When a delivery is due that is moved. One that is held waits for no schedule any more, but may
   * be under way until it was due, {@link Pass#LEASE} at most; so it is due at once where it may be
   * sent again, but not before that. Whoever moves it may have stood still since {@code now}.
   *
   * @param due before it is moved
   * @param changed when it was changed before
   */
  static Instant dueWhenMoved(Instant due, Instant changed, DeliveryState to, Instant now) {
    Instant latest = (changed.isAfter(now) ? changed : now).plus(Pass.LEASE);
    return to == DeliveryState.HELD && due.isAfter(latest) ? latest : due;
  }

  /** One delivery that has a document. */
  Optional<Delivery> get(DeliveryId id);

  /**
   * The documents of a lane, newest created first.
   *
   * @param states only these; empty for all
   * @param cursor from the page before, or null
   */
  Page<Delivery> list(LaneKey lane, Set<DeliveryState> states, @Nullable String cursor, int limit);

  /** How many documents of a lane are in each of these states; absent means none. */
  Map<DeliveryState, Long> count(LaneKey lane, Set<DeliveryState> states);

  /** The same for all states. */
  default Map<DeliveryState, Long> count(LaneKey lane) {
    return count(lane, EnumSet.allOf(DeliveryState.class));
  }

  /** The same for those that wait for an attempt: {@code pending} and {@code held}. */
  default Map<DeliveryState, Long> waiting(LaneKey lane) {
    return count(lane, EnumSet.of(DeliveryState.PENDING, DeliveryState.HELD));
  }
}
