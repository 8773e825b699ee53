package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of a lane may be sent now, a page at a time, each {@link Turn} in its turn. Where all that
 * is due fits into a page one look is enough; where not, each turn gets a page of its own. For one
 * holder.
 */
final class Backlog {

  private static final int PAGE = 100;

  /** What was read longer ago is looked at again: it may have been skipped. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  /** After so many that have ended the rest is read anew. */
  private static final int MANY_ENDED = 10;

  private static final List<Turn> TURNS = List.of(Turn.values());

  private final Deliveries deliveries;
  private final LaneKey lane;
  private final Map<Turn, Deque<Delivery>> waiting = new EnumMap<>(Turn.class);
  private int next;
  private Instant readAt = Instant.MIN;

  /**
   * A backlog.
   *
   * @param first whose turn it is first, whatever number: so that none is always the last
   */
  Backlog(Deliveries deliveries, LaneKey lane, long first) {
    this.deliveries = deliveries;
    this.lane = lane;
    this.next = (int) Math.floorMod(first, (long) TURNS.size());
  }

  /**
   * The next that may be sent.
   *
   * @param except those that are under way
   * @param wanted how many can be sent now, at least one
   */
  Optional<Delivery> poll(Set<DeliveryId> except, int wanted, Instant now) {
    for (int ended = 1; ; ended++) {
      var read = take(except, wanted, now);
      if (read.isEmpty() || now.isBefore(readAt.plus(FRESH))) {
        return read;
      }
      var current = deliveries.get(read.get().id());
      if (current.isPresent() && isDue(current.get(), now)) {
        return current;
      }
      if (ended % MANY_ENDED == 0) {
        clear();
      }
    }
  }

  private static boolean isDue(Delivery delivery, Instant now) {
    return !delivery.state().isFinal() && !delivery.dueAt().isAfter(now);
  }

  private Optional<Delivery> take(Set<DeliveryId> except, int wanted, Instant now) {
    if (waiting.values().stream().allMatch(Deque::isEmpty)) {
      load(except, Math.min(wanted, PAGE), now);
    }
    for (int i = 0; i < TURNS.size(); i++) {
      var turn = TURNS.get(next);
      next = (next + 1) % TURNS.size();
      var first = waiting.getOrDefault(turn, new ArrayDeque<>()).poll();
      if (first != null) {
        return Optional.of(first);
      }
    }
    return Optional.empty();
  }

  /** Forgets what it has read: it may not be sent after all. */
  void clear() {
    waiting.clear();
  }

  private void load(Set<DeliveryId> except, int page, Instant now) {
    readAt = now;
    int limit = page + except.size();
    List<Delivery> all = deliveries.ready(lane, EnumSet.allOf(Turn.class), now, limit);
    if (all.size() == limit) {
      all = TURNS.stream().flatMap(t -> ready(t, now, limit)).toList();
    }
    // Between two looks one may have gone from one turn to another: as it was seen last it counts.
    Map<DeliveryId, Delivery> found = new LinkedHashMap<>();
    all.forEach(delivery -> found.put(delivery.id(), delivery));
    found.keySet().removeAll(except);
    for (var delivery : found.values()) {
      waiting.computeIfAbsent(Turn.of(delivery), _ -> new ArrayDeque<>()).add(delivery);
    }
  }

  private Stream<Delivery> ready(Turn turn, Instant now, int limit) {
    return deliveries.ready(lane, EnumSet.of(turn), now, limit).stream();
  }
}
