package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.lane.EndpointState;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.LaneState;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Lease;
import cloud.olympus.webhooks.lane.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lanes in memory. */
public final class InMemoryLanes implements Lanes {

  private static final Comparator<Wake> MOST_OVERDUE_FIRST =
      Comparator.comparing(Wake::at)
          .thenComparing(wake -> wake.lane().tenantId())
          .thenComparing(wake -> wake.lane().webhookId());

  private final InMemoryStore store;
  private final Duration stay;

  /** The lanes of a store. */
  public InMemoryLanes(InMemoryStore store) {
    this(store, Duration.ZERO);
  }

  /** Lanes that are kept for a time while they are in use. */
  public InMemoryLanes(InMemoryStore store, Duration stay) {
    this.store = store;
    this.stay = stay;
  }

  @Override
  public Duration stay() {
    return stay;
  }

  @Override
  public Optional<Lease> acquire(LaneKey lane, Instant now, Duration ttl) {
    synchronized (store) {
      var state = store.lane(lane);
      if (isLeased(state, now)) {
        return Optional.empty();
      }
      var lease = new Lease(lane, state.epoch() + 1, now.plus(ttl), state.endpoint());
      store.lanes.put(
          lane, new LaneState(lane, lease.epoch(), lease.until(), null, state.endpoint()));
      return Optional.of(lease);
    }
  }

  @Override
  public Optional<Lease> renew(Lease lease, Instant now, Duration ttl) {
    synchronized (store) {
      var state = store.lane(lease.lane());
      if (!holds(state, lease)) {
        return Optional.empty();
      }
      var longer = new Lease(lease.lane(), lease.epoch(), now.plus(ttl), state.endpoint());
      store.lanes.put(
          lease.lane(),
          new LaneState(
              lease.lane(), lease.epoch(), longer.until(), state.nextWake(), state.endpoint()));
      return Optional.of(longer);
    }
  }

  @Override
  public Optional<Wake> park(
      Lease lease, @Nullable Instant next, UnaryOperator<EndpointState> change, Instant now) {
    synchronized (store) {
      var state = store.lane(lease.lane());
      if (!holds(state, lease)) {
        return Optional.empty();
      }
      Optional<Instant> earliest =
          Stream.of(Optional.ofNullable(next), Optional.ofNullable(state.nextWake()))
              .flatMap(Optional::stream)
              .min(Comparator.naturalOrder());
      store.lanes.put(
          lease.lane(),
          new LaneState(
              lease.lane(),
              lease.epoch(),
              null,
              earliest.orElse(null),
              stored(change.apply(state.endpoint()))));
      return earliest.map(at -> new Wake(lease.lane(), lease.epoch(), at));
    }
  }

  @Override
  public Optional<Wake> note(LaneKey lane, Instant at, Instant now) {
    synchronized (store) {
      var state = store.lane(lane);
      if (state.nextWake() != null && !at.isBefore(state.nextWake())) {
        return Optional.empty();
      }
      store.lanes.put(
          lane, new LaneState(lane, state.epoch(), state.leasedUntil(), at, state.endpoint()));
      return isLeased(state, now)
          ? Optional.empty()
          : Optional.of(new Wake(lane, state.epoch(), at));
    }
  }

  @Override
  public EndpointState report(LaneKey lane, UnaryOperator<EndpointState> change, Instant now) {
    synchronized (store) {
      var state = store.lane(lane);
      var endpoint = stored(change.apply(state.endpoint()));
      store.lanes.put(
          lane,
          new LaneState(lane, state.epoch(), state.leasedUntil(), state.nextWake(), endpoint));
      return endpoint;
    }
  }

  @Override
  public LaneState state(LaneKey lane) {
    synchronized (store) {
      return store.lane(lane);
    }
  }

  @Override
  public List<Wake> stale(Instant before, @Nullable Wake after, int limit) {
    synchronized (store) {
      List<Wake> overdue = new ArrayList<>();
      for (var state : store.lanes.values()) {
        Instant at = overdueFrom(state);
        if (at != null && at.isBefore(before)) {
          var wake = new Wake(state.lane(), state.epoch(), at);
          if (after == null || MOST_OVERDUE_FIRST.compare(after, wake) < 0) {
            overdue.add(wake);
          }
        }
      }
      overdue.sort(MOST_OVERDUE_FIRST);
      return List.copyOf(overdue.subList(0, Math.min(limit, overdue.size())));
    }
  }

  /** As it comes back from a store that keeps its numbers. */
  private static EndpointState stored(EndpointState endpoint) {
    return EndpointState.of(endpoint.numbers());
  }

  /** While a lane is leased its holder answers for it; after that, the end of the lease does. */
  private static @Nullable Instant overdueFrom(LaneState state) {
    return state.leasedUntil() != null ? state.leasedUntil() : state.nextWake();
  }

  private static boolean isLeased(LaneState state, Instant now) {
    return state.leasedUntil() != null && now.isBefore(state.leasedUntil());
  }

  /** A lease that ran out is still its holder's until another takes the lane. */
  static boolean holds(LaneState state, Lease lease) {
    return state.leasedUntil() != null && state.epoch() == lease.epoch();
  }
}
