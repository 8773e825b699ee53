package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.lane.LaneKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Counts the requests to each endpoint that this instance has under way, and decides which
 * endpoints a pass may send to directly: those below their in-flight cap, and quick. The last place
 * is kept for the endpoint's lane; a lane that finds none gets half of them by and by. An endpoint
 * is quick unless its latest answer took a second or longer, or one is outstanding for that long;
 * after a slow answer five quick ones make it quick again: those of its lane, which may be drained
 * elsewhere, and after a while direct ones, one at a time. A new endpoint counts as quick.
 * Thread-safe.
 */
public final class Fairway {

  /** An answer that takes this long narrows the push window of everybody. */
  public static final Duration SLOW = Duration.ofSeconds(1);

  private static final int RECOVERY = 5;

  /** After so long a slow endpoint is tried directly. */
  private static final Duration REST = Duration.ofSeconds(30);

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

  /** Takes a place on the direct road, or stands in line for one where the endpoint is quick. */
  public synchronized Ticket enter(LaneKey lane) {
    Endpoint endpoint = endpoint(lane);
    long now = nanos.getAsLong();
    var ticket = new Ticket();
    if (endpoint.isQuick(now)) {
      endpoint.line.add(ticket.place);
      letIn(lane, endpoint, now);
    } else {
      ticket.close();
    }
    return ticket;
  }

  /** Gives the places that are free to those who stand in line. */
  private void letIn(LaneKey lane, Endpoint endpoint, long now) {
    var line = endpoint.line;
    while (!line.isEmpty()
        && (line.element().isCancelled() || (!endpoint.isFull() && endpoint.isQuick(now)))) {
      var place = new Place(lane, now, false);
      if (line.remove().complete(place)) {
        endpoint.outstanding.add(place);
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
    Endpoint endpoint = endpoint(lane);
    endpoint.laneWants = !first && endpoint.outstanding.size() >= cap;
    if (endpoint.laneWants) {
      return Optional.empty();
    }
    var place = new Place(lane, nanos.getAsLong(), true);
    endpoint.outstanding.add(place);
    return Optional.of(place);
  }

  /** Tells how long an answer took that came by the lane. */
  public synchronized void answered(LaneKey lane, Duration took) {
    Endpoint endpoint = endpoint(lane);
    endpoint.answered(took.toNanos(), nanos.getAsLong());
    forgetIfNew(lane, endpoint);
  }

  private Endpoint endpoint(LaneKey lane) {
    forgetSome();
    return endpoints.computeIfAbsent(lane, _ -> new Endpoint());
  }

  private synchronized void leave(Place place) {
    var endpoint = endpoints.get(place.lane);
    if (endpoint == null) {
      return;
    }
    long now = nanos.getAsLong();
    if (endpoint.outstanding.remove(place) && !place.ofLane) {
      endpoint.answered(now - place.since, now);
    }
    letIn(place.lane, endpoint, now);
    forgetIfNew(place.lane, endpoint);
  }

  /** An idle quick endpoint is as a new one, so nothing about it need be kept. */
  private void forgetIfNew(LaneKey lane, Endpoint endpoint) {
    if (endpoint.quickOnesMissing == 0 && endpoint.outstanding.isEmpty()) {
      endpoints.remove(lane);
    }
  }

  /** Keeps memory bounded: of the slow ones that are idle the longest known go. */
  private void forgetSome() {
    if (endpoints.size() < REMEMBERED) {
      return;
    }
    Iterator<Endpoint> oldestFirst = endpoints.values().iterator();
    while (oldestFirst.hasNext() && endpoints.size() >= REMEMBERED) {
      if (oldestFirst.next().outstanding.isEmpty()) {
        oldestFirst.remove();
      }
    }
  }

  /** A place on the direct road, one that is waited for, or none. */
  public static final class Ticket implements AutoCloseable {
    private final CompletableFuture<Place> place = new CompletableFuture<>();

    private Ticket() {}

    /** Waits for the place; false where the delivery has to go by its lane. */
    public boolean getsPlace(Threads threads, Duration patience) {
      threads.await(place, patience);
      return !place.cancel(false);
    }

    /** The answer is there, or there will be none. */
    @Override
    public void close() {
      if (!place.cancel(false)) {
        place.join().close();
      }
    }
  }

  /** A request under way. */
  public final class Place implements AutoCloseable {
    private final LaneKey lane;
    private final long since;
    private final boolean ofLane;

    private Place(LaneKey lane, long since, boolean ofLane) {
      this.lane = lane;
      this.since = since;
      this.ofLane = ofLane;
    }

    /** The answer is there, or there will be none. */
    @Override
    public void close() {
      leave(this);
    }
  }

  private final class Endpoint {
    private final Set<Place> outstanding = new LinkedHashSet<>();
    private final Queue<CompletableFuture<Place>> line = new ArrayDeque<>();
    private boolean laneWants;
    private int quickOnesMissing;

    /** When the latest slow answer came. */
    private long slowAt;

    boolean isFull() {
      // A lane that finds no place gets half of them by and by.
      int most = laneWants ? inFlightCap / 2 : inFlightCap - 1;
      return direct() >= most || outstanding.size() >= inFlightCap;
    }

    private long direct() {
      return outstanding.stream().filter(place -> !place.ofLane).count();
    }

    boolean isQuick(long now) {
      if (quickOnesMissing > 0 && (now - slowAt < REST.toNanos() || direct() > 0)) {
        return false;
      }
      return outstanding.isEmpty() || now - outstanding.iterator().next().since < SLOW.toNanos();
    }

    void answered(long took, long now) {
      if (took >= SLOW.toNanos()) {
        quickOnesMissing = RECOVERY;
        slowAt = now;
      } else if (quickOnesMissing > 0) {
        quickOnesMissing--;
      }
    }
  }
}
