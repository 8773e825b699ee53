package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Turn;
import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Lease;
import cloud.olympus.webhooks.testkit.memory.InMemoryStore.Document;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Unfinished deliveries in memory. */
public final class InMemoryDeliveries implements Deliveries {

  private static final Comparator<Delivery> EARLIEST_DUE =
      Comparator.comparing(Delivery::dueAt)
          .thenComparing(d -> d.id().eventId())
          .thenComparingInt(d -> d.id().generation());

  private final InMemoryStore store;

  /** The deliveries of a store. */
  public InMemoryDeliveries(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public boolean enqueue(Delivery delivery) {
    synchronized (store) {
      if (store.document(delivery.id()) != null) {
        return false;
      }
      store.put(delivery, 0);
      return true;
    }
  }

  @Override
  public List<Delivery> ready(LaneKey lane, Set<Turn> turns, Instant now, int limit) {
    synchronized (store) {
      List<Delivery> ready = new ArrayList<>();
      for (var document : store.unfinished(lane)) {
        var delivery = document.delivery();
        if (!delivery.dueAt().isAfter(now) && turns.contains(Turn.of(delivery))) {
          ready.add(delivery);
        }
      }
      ready.sort(EARLIEST_DUE);
      return List.copyOf(ready.subList(0, Math.min(limit, ready.size())));
    }
  }

  @Override
  public Optional<Instant> nextDue(LaneKey lane) {
    synchronized (store) {
      return store.unfinished(lane).stream()
          .map(document -> document.delivery().dueAt())
          .min(Comparator.naturalOrder());
    }
  }

  @Override
  public boolean finish(Delivery after, long epoch) {
    synchronized (store) {
      var document = store.document(after.id());
      if (document == null || document.delivery().state().isFinal()) {
        return false;
      }
      if (after.state() != DeliveryState.DELIVERED && epoch < document.epoch()) {
        return false;
      }
      store.put(after, Math.max(epoch, document.epoch()));
      return true;
    }
  }

  @Override
  public Optional<Delivery> first(Delivery delivery, Instant until, Instant now) {
    synchronized (store) {
      var there = store.document(delivery.id());
      if (there == null || there.delivery().state().isFinal()) {
        return Optional.empty();
      }
      var first = store.firstOfKey(delivery).map(Document::delivery);
      if (!first.equals(Optional.of(there.delivery()))) {
        store.put(there.delivery().behind(until, now), there.epoch());
      }
      return first;
    }
  }

  @Override
  public int move(
      Lease lease,
      DeliveryState from,
      DeliveryState to,
      @Nullable String reason,
      Instant now,
      int limit) {
    synchronized (store) {
      if (!InMemoryLanes.holds(store.lane(lease.lane()), lease)) {
        return 0;
      }
      var moving = in(lease.lane(), from).sorted(EARLIEST_DUE).limit(limit).toList();
      for (var delivery : moving) {
        Instant due = Deliveries.dueWhenMoved(delivery.dueAt(), delivery.updatedAt(), to, now);
        store.put(delivery.moved(to, due, reason, now), lease.epoch());
      }
      return moving.size();
    }
  }

  @Override
  public Optional<Delivery> get(DeliveryId id) {
    synchronized (store) {
      return Optional.ofNullable(store.document(id)).map(Document::delivery);
    }
  }

  @Override
  public Page<Delivery> list(
      LaneKey lane, Set<DeliveryState> states, @Nullable String cursor, int limit) {
    synchronized (store) {
      var matching = in(lane).filter(d -> states.isEmpty() || states.contains(d.state())).toList();
      return Position.page(
          matching, d -> new Position(d.createdAt(), d.id().toString()), cursor, limit);
    }
  }

  @Override
  public Map<DeliveryState, Long> count(LaneKey lane, Set<DeliveryState> states) {
    synchronized (store) {
      var counts = new EnumMap<DeliveryState, Long>(DeliveryState.class);
      in(lane)
          .filter(delivery -> states.contains(delivery.state()))
          .forEach(delivery -> counts.merge(delivery.state(), 1L, Long::sum));
      return counts;
    }
  }

  private Stream<Delivery> in(LaneKey lane, DeliveryState state) {
    return in(lane).filter(delivery -> delivery.state() == state);
  }

  private Stream<Delivery> in(LaneKey lane) {
    return store.documents(lane).map(Document::delivery);
  }
}
