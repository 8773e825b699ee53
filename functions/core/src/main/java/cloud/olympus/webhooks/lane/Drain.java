package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.delivery.Threads;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Drains a lane when it wakes: takes its lease, sends what is due under the lane's limits, records
 * each, parks. At most one holder does so at a time. Thread-safe.
 */
public final class Drain {

  /** How long a lease holds unless renewed. */
  public static final Duration LEASE = Duration.ofSeconds(30);

  /** How long one drain may last before it lets another take over. */
  public static final Duration LONGEST = Duration.ofMinutes(5);

  /** The most requests of one lane at once. Rate limit and order by key will narrow it. */
  public static final int IN_FLIGHT = 10;

  /** How often a holder that waits looks after its lease. */
  private static final Duration RENEWAL = Duration.ofSeconds(5);

  private static final int PAGE = 100;

  private final Subscriptions subscriptions;
  private final EventLog log;
  private final Deliveries deliveries;
  private final Lanes lanes;
  private final Wakeups wakeups;
  private final Courier courier;
  private final Fairway fairway;
  private final Threads threads;
  private final InstantSource clock;
  private final BooleanSupplier stopping;

  /**
   * A drain.
   *
   * @param threads runs the requests of one lane side by side
   * @param stopping true from when the process shuts down: what is in flight is finished, nothing
   *     more is begun
   */
  public Drain(
      Subscriptions subscriptions,
      EventLog log,
      Deliveries deliveries,
      Lanes lanes,
      Wakeups wakeups,
      Courier courier,
      Fairway fairway,
      Threads threads,
      InstantSource clock,
      BooleanSupplier stopping) {
    this.subscriptions = subscriptions;
    this.log = log;
    this.deliveries = deliveries;
    this.lanes = lanes;
    this.wakeups = wakeups;
    this.courier = courier;
    this.fairway = fairway;
    this.threads = threads;
    this.clock = clock;
    this.stopping = stopping;
  }

  /**
   * Drains a lane until nothing is due.
   *
   * @return false where another holds it: nothing to do, the holder will see what is new when it
   *     parks
   * @throws cloud.olympus.webhooks.event.Unavailable where a store cannot answer; wake it again
   */
  public boolean run(LaneKey lane) {
    Optional<Lease> lease = lanes.acquire(lane, clock.instant(), LEASE);
    if (lease.isEmpty()) {
      return false;
    }
    new Hold(lease.get()).run();
    return true;
  }

  /** One holder's time with one lane. */
  private final class Hold {
    private final Instant began = clock.instant();
    private final Map<DeliveryId, CompletableFuture<Void>> inFlight = new LinkedHashMap<>();
    private final Deque<Delivery> ready = new ArrayDeque<>();
    private Lease lease;
    private boolean lost;

    Hold(Lease lease) {
      this.lease = lease;
    }

    void run() {
      Instant next = clock.instant();
      RuntimeException trouble = null;
      try {
        next = drain();
      } catch (RuntimeException e) {
        trouble = e;
      }
      while (!inFlight.isEmpty()) {
        trouble = Troubles.first(trouble, await());
      }
      if (!lost) {
        park(next, trouble);
      }
      if (trouble != null) {
        throw trouble;
      }
    }

    /**
     * In trouble the lane is given back all the same, if possible, so that the next wake need not
     * wait for the lease to end.
     */
    private void park(@Nullable Instant next, @Nullable RuntimeException trouble) {
      try {
        lanes.park(lease, next, clock.instant()).ifPresent(wakeups::at);
      } catch (RuntimeException e) {
        throw trouble == null ? e : trouble;
      }
    }

    /** When the lane must wake next, null for never. */
    private @Nullable Instant drain() {
      while (!lost) {
        Instant now = clock.instant();
        if (stopping.getAsBoolean() || now.isAfter(began.plus(LONGEST))) {
          return now;
        }
        Optional<Subscription> subscription =
            subscriptions.get(lease.lane().tenantId(), lease.lane().webhookId());
        if (subscription.isEmpty()) {
          moveAll(DeliveryState.PENDING, DeliveryState.CANCELLED, "subscription_deleted");
          moveAll(DeliveryState.HELD, DeliveryState.CANCELLED, "subscription_deleted");
          return null;
        }
        if (!subscription.get().isActive()) {
          moveAll(DeliveryState.PENDING, DeliveryState.HELD, subscription.get().status().code());
          return null;
        }
        fill(subscription.get(), now);
        if (inFlight.isEmpty()
            && deliveries.move(lease, DeliveryState.HELD, DeliveryState.PENDING, null, now, PAGE)
                == 0) {
          return deliveries.nextDue(lease.lane()).orElse(null);
        }
        var trouble = await();
        if (trouble != null) {
          throw trouble;
        }
      }
      return null;
    }

    private void fill(Subscription subscription, Instant now) {
      if (ready.isEmpty()) {
        for (var delivery : deliveries.ready(lease.lane(), now, PAGE + inFlight.size())) {
          if (!inFlight.containsKey(delivery.id())) {
            ready.add(delivery);
          }
        }
      }
      while (inFlight.size() < IN_FLIGHT && !ready.isEmpty() && renewed()) {
        var delivery = ready.poll();
        inFlight.put(
            delivery.id(),
            CompletableFuture.runAsync(() -> attempt(subscription, delivery), threads));
      }
    }

    /** Whether the lease outlasts one more attempt. */
    private boolean renewed() {
      Instant now = clock.instant();
      if (lease.until().isAfter(now.plus(Courier.DEADLINE).plusSeconds(1))) {
        return true;
      }
      var longer = lanes.renew(lease, now, LEASE);
      longer.ifPresent(renewed -> lease = renewed);
      lost = longer.isEmpty();
      return !lost;
    }

    private void attempt(Subscription subscription, Delivery delivery) {
      var event = log.get(delivery.id().event());
      if (event.isEmpty()) {
        Instant now = clock.instant();
        deliveries.finish(
            delivery.moved(DeliveryState.EXPIRED, now, "event_deleted", now), lease.epoch());
      } else {
        var after = courier.attempt(subscription, event.get().event(), delivery);
        after.lastAttempt().ifPresent(last -> fairway.answered(lease.lane(), last.took()));
        deliveries.finish(after, lease.epoch());
      }
    }

    /**
     * Waits for attempts to end, but not so long that the lease could run out; gives what stopped
     * one from being recorded.
     */
    private @Nullable RuntimeException await() {
      var any = CompletableFuture.anyOf(inFlight.values().toArray(CompletableFuture[]::new));
      boolean ended = !inFlight.isEmpty() && threads.await(any, RENEWAL);
      if (Thread.currentThread().isInterrupted()) {
        lost = true;
        inFlight.clear();
        return null;
      }
      if (!ended) {
        renewed();
        return null;
      }
      RuntimeException trouble = null;
      for (var attempts = inFlight.values().iterator(); attempts.hasNext(); ) {
        var attempt = attempts.next();
        if (attempt.isDone()) {
          attempts.remove();
          trouble = Troubles.first(trouble, Troubles.of(attempt, threads));
        }
      }
      return trouble;
    }

    private void moveAll(DeliveryState from, DeliveryState to, String reason) {
      RuntimeException trouble = null;
      while (!inFlight.isEmpty()) {
        trouble = Troubles.first(trouble, await());
      }
      if (trouble != null) {
        throw trouble;
      }
      while (renewed() && deliveries.move(lease, from, to, reason, clock.instant(), PAGE) == PAGE) {
        // page by page
      }
    }
  }
}
