package cloud.olympus.webhooks.outbound;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Connections between requests, the latest used first. A connection lives for at most 60 s, so that
 * a name is resolved and judged again, and rests for at most 15 s. How many are open at once is not
 * decided here: callers have caps of their own. Thread-safe.
 */
final class IdleLines {

  static final long MAX_LIFE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long MAX_REST_NANOS = TimeUnit.SECONDS.toNanos(15);

  /** Servers close connections that rest; after so long it is worth a millisecond to look. */
  private static final long LOOK_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final int MAX_AT_ONE_PLACE = 128;
  private static final int MAX_IN_ALL = 2_000;

  private final ConcurrentMap<Line.Place, ArrayDeque<Line>> places = new ConcurrentHashMap<>();
  private final LongSupplier nanos;
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean closed;

  /**
   * None yet.
   *
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  IdleLines(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** A connection that looks alive, null where there is none. */
  @Nullable Line take(Line.Place place) {
    for (Line line = latest(place); line != null; line = latest(place)) {
      if (isAlive(line)) {
        return line;
      }
      line.cut();
    }
    return null;
  }

  private @Nullable Line latest(Line.Place place) {
    var found = new Line[1];
    places.computeIfPresent(
        place,
        (_, lines) -> {
          found[0] = lines.pollLast();
          return lines.isEmpty() ? null : lines;
        });
    if (found[0] != null) {
      count.decrementAndGet();
    }
    return found[0];
  }

  private boolean isAlive(Line line) {
    long now = nanos.getAsLong();
    if (isTooOld(line, now)) {
      return false;
    }
    return now - line.idleSince() > LOOK_AFTER_NANOS ? !line.isStale() : !line.hasStrayBytes();
  }

  private static boolean isTooOld(Line line, long now) {
    return now - line.openedAt() > MAX_LIFE_NANOS || now - line.idleSince() > MAX_REST_NANOS;
  }

  /** Keeps a connection whose answer was read to its end. */
  void put(Line line) {
    line.rest();
    if (line.hasStrayBytes() || count.get() >= MAX_IN_ALL) {
      line.cut();
      return;
    }
    count.incrementAndGet();
    Line surplus = add(line);
    if (surplus != null) {
      count.decrementAndGet();
      surplus.cut();
    }
    if (closed) {
      close();
    }
  }

  private @Nullable Line add(Line line) {
    var surplus = new Line[1];
    places.compute(
        line.place(),
        (_, present) -> {
          var lines = present == null ? new ArrayDeque<Line>(2) : present;
          lines.addLast(line);
          surplus[0] = lines.size() > MAX_AT_ONE_PLACE ? lines.pollFirst() : null;
          return lines;
        });
    return surplus[0];
  }

  /** Closes those that rested or lived too long. */
  void evict() {
    long now = nanos.getAsLong();
    remove(line -> isTooOld(line, now));
  }

  /** Closes all, and what is put from now on. */
  void close() {
    closed = true;
    remove(_ -> true);
  }

  int size() {
    return count.get();
  }

  private void remove(Predicate<Line> which) {
    List<Line> gone = new ArrayList<>();
    for (var place : places.keySet()) {
      places.computeIfPresent(
          place,
          (_, lines) -> {
            lines.removeIf(line -> which.test(line) && gone.add(line));
            return lines.isEmpty() ? null : lines;
          });
    }
    count.addAndGet(-gone.size());
    gone.forEach(Line::cut);
  }
}
