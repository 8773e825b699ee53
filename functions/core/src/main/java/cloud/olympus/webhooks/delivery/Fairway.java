package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.lane.LaneKey;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Decides which endpoints a pass may send to directly: those below the in-flight cap of this
 * instance, and quick. An endpoint is quick unless its latest answer took a second or longer, or
 * one is outstanding for that long; after a slow answer five quick ones of its lane make it quick
 * again. A new endpoint counts as quick. Thread-safe.
 */
public final class Fairway {

  /** An answer that takes this long narrows the push window of everybody. */
  public static final Duration SLOW = Duration.ofSeconds(1);

  private static final int RECOVERY = 5;
  private static final int REMEMBERED = 100_000;

  private final int inFlightCap;
  private final LongSupplier nanos;
  private final Map<LaneKey, Endpoint> endpoints = new LinkedHashMap<>();

  /**
   * A fairway.
   *
   * @param inFlightCap the most direct requests to one endpoint at once on this instance
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public Fairway(int inFlightCap, LongSupplier nanos) {
    this.inFlightCap = inFlightCap;
    this.nanos = nanos;
  }

  /** Takes a place on the direct road; empty where the delivery has to go by its lane. */
  public synchronized Optional<Place> enter(LaneKey lane) {
    Endpoint endpoint = endpoints.computeIfAbsent(lane, _ -> new Endpoint());
    long now = nanos.getAsLong();
    if (!endpoint.isFree(now)) {
      return Optional.empty();
    }
    var place = new Place(lane, now);
    endpoint.outstanding.put(place, now);
    forgetSome();
    return Optional.of(place);
  }

  /** Tells how long an answer took that came by the lane. */
  public synchronized void answered(LaneKey lane, Duration took) {
    boolean slow = took.compareTo(SLOW) >= 0;
    var endpoint =
        slow ? endpoints.computeIfAbsent(lane, _ -> new Endpoint()) : endpoints.get(lane);
    if (endpoint != null) {
      endpoint.answered(took.toNanos());
      forgetIfNew(lane, endpoint);
      forgetSome();
    }
  }

  private synchronized void leave(Place place) {
    var endpoint = endpoints.get(place.lane);
    if (endpoint != null && endpoint.outstanding.remove(place) != null) {
      endpoint.answered(nanos.getAsLong() - place.since);
      forgetIfNew(place.lane, endpoint);
    }
  }

  /** An idle quick endpoint is as a new one, so nothing about it need be kept. */
  private void forgetIfNew(LaneKey lane, Endpoint endpoint) {
    if (endpoint.quickOnesMissing == 0 && endpoint.outstanding.isEmpty()) {
      endpoints.remove(lane);
    }
  }

  /** Keeps memory bounded: of the slow ones that are idle the longest known go. */
  private void forgetSome() {
    if (endpoints.size() <= REMEMBERED) {
      return;
    }
    Iterator<Endpoint> oldestFirst = endpoints.values().iterator();
    while (oldestFirst.hasNext() && endpoints.size() > REMEMBERED) {
      if (oldestFirst.next().outstanding.isEmpty()) {
        oldestFirst.remove();
      }
    }
  }

  /** A request under way on the direct road. */
  public final class Place implements AutoCloseable {
    private final LaneKey lane;
    private final long since;

    private Place(LaneKey lane, long since) {
      this.lane = lane;
      this.since = since;
    }

    /** The answer is there, or there will be none. */
    @Override
    public void close() {
      leave(this);
    }
  }

  private final class Endpoint {
    private final Map<Place, Long> outstanding = new LinkedHashMap<>();
    private int quickOnesMissing;

    boolean isFree(long now) {
      if (quickOnesMissing > 0 || outstanding.size() >= inFlightCap) {
        return false;
      }
      if (outstanding.isEmpty()) {
        return true;
      }
      long oldest = outstanding.values().iterator().next();
      return now - oldest < SLOW.toNanos();
    }

    void answered(long took) {
      if (took >= SLOW.toNanos()) {
        quickOnesMissing = RECOVERY;
      } else if (quickOnesMissing > 0) {
        quickOnesMissing--;
      }
    }
  }
}
