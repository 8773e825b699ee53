package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.lane.LaneKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Counts the requests to each endpoint that this instance has under way, and decides which
 * endpoints a pass may send to directly: those below their in-flight cap, and quick. The last place
 * is kept for the endpoint's lane, so that what waits there never waits for the direct road. An
 * endpoint is quick unless its latest answer took a second or longer, or one is outstanding for
 * that long; after a slow answer five quick ones of its lane make it quick again. A new endpoint
 * counts as quick. Thread-safe.
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
   * @param inFlightCap the most requests to one endpoint at once where any of them is direct; at
   *     least 2
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public Fairway(int inFlightCap, LongSupplier nanos) {
    this.inFlightCap = inFlightCap;
    this.nanos = nanos;
  }

  /**
   * Takes a place on the direct road, or stands in line for one; empty where the delivery has to go
   * by its lane. Whoever has waited for long enough cancels it, and goes by the lane.
   */
  public synchronized Optional<CompletableFuture<Place>> enter(LaneKey lane) {
    Endpoint endpoint = endpoints.computeIfAbsent(lane, _ -> new Endpoint());
    long now = nanos.getAsLong();
    if (!endpoint.isQuick(now)) {
      return Optional.empty();
    }
    var turn = new CompletableFuture<Place>();
    endpoint.line.add(turn);
    letIn(lane, endpoint, now);
    forgetSome();
    return Optional.of(turn);
  }

  /** Gives the places that are free to those who stand in line. */
  private void letIn(LaneKey lane, Endpoint endpoint, long now) {
    var line = endpoint.line;
    while (!line.isEmpty()
        && (line.element().isCancelled() || (!endpoint.isFull() && endpoint.isQuick(now)))) {
      var place = new Place(lane, now);
      if (line.remove().complete(place)) {
        endpoint.direct.put(place, now);
      }
    }
  }

  /**
   * Takes a place for a request of the lane.
   *
   * @param cap the most requests at once, direct ones counted
   * @param first whether the lane has none under way: then there is a place
   * @return empty where others must end before
   */
  public synchronized Optional<Place> enterByLane(LaneKey lane, int cap, boolean first) {
    Endpoint endpoint = endpoints.computeIfAbsent(lane, _ -> new Endpoint());
    if (!first && endpoint.inFlight() >= cap) {
      return Optional.empty();
    }
    var place = new Place(lane, nanos.getAsLong());
    endpoint.byLane.add(place);
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
    if (endpoint == null) {
      return;
    }
    long now = nanos.getAsLong();
    if (endpoint.direct.remove(place) != null) {
      endpoint.answered(now - place.since);
    }
    endpoint.byLane.remove(place);
    letIn(place.lane, endpoint, now);
    forgetIfNew(place.lane, endpoint);
  }

  /** An idle quick endpoint is as a new one, so nothing about it need be kept. */
  private void forgetIfNew(LaneKey lane, Endpoint endpoint) {
    if (endpoint.quickOnesMissing == 0 && endpoint.inFlight() == 0) {
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
      if (oldestFirst.next().inFlight() == 0) {
        oldestFirst.remove();
      }
    }
  }

  /** A request under way. */
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
    private final Map<Place, Long> direct = new LinkedHashMap<>();
    private final Set<Place> byLane = new HashSet<>();
    private final Queue<CompletableFuture<Place>> line = new ArrayDeque<>();
    private int quickOnesMissing;

    int inFlight() {
      return direct.size() + byLane.size();
    }

    boolean isFull() {
      return direct.size() >= inFlightCap - 1 || inFlight() >= inFlightCap;
    }

    boolean isQuick(long now) {
      if (quickOnesMissing > 0) {
        return false;
      }
      if (direct.isEmpty()) {
        return true;
      }
      long oldest = direct.values().iterator().next();
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
