package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.subscription.Ordering;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The attempts that a holder makes side by side. For one thread; attempts run on others. */
final class UnderWay {

  /** How often a holder that waits looks after its lease. */
  static final Duration RENEWAL = Duration.ofSeconds(5);

  private final Drain engine;
  private final Tenure tenure;
  private final Pace pace;
  private final Findings findings;
  private final Map<DeliveryId, Request> requests = new LinkedHashMap<>();

  /** Whether one of an ordering key has ended, which makes the next of the key due. */
  private volatile boolean released;

  /** An attempt that is being made. */
  private record Request(@Nullable String orderingKey, CompletableFuture<Optional<Sent>> outcome) {}

  /** What an attempt was made of, and what came of it. */
  private record Sent(Event event, Delivery after) {}

  UnderWay(Drain engine, Tenure tenure, Pace pace, Findings findings) {
    this.engine = engine;
    this.tenure = tenure;
    this.pace = pace;
    this.findings = findings;
  }

  int size() {
    return requests.size();
  }

  boolean isEmpty() {
    return requests.isEmpty();
  }

  Set<DeliveryId> ids() {
    return requests.keySet();
  }

  /** Whether one of a delivery's ordering key is. */
  boolean hasKeyOf(Delivery delivery) {
    return delivery.orderingKey() != null
        && requests.values().stream()
            .anyMatch(request -> delivery.orderingKey().equals(request.orderingKey()));
  }

  boolean anyEnded() {
    return requests.values().stream().anyMatch(request -> request.outcome().isDone());
  }

  boolean hasReleasedAKey() {
    return released;
  }

  /** Begins one, in a place that is left when it ends. */
  void begin(
      Subscription subscription, Delivery delivery, Pace.Permit permit, Fairway.Place place) {
    boolean probe = findings.endpoint().open();
    var limit = subscription.rules().rateLimit();
    var permission =
        new Permission(tenure::lease, pace, limit, permit, engine.threads, engine.clock);
    var outcome =
        CompletableFuture.supplyAsync(
            () -> {
              try (place) {
                return attempt(subscription, delivery, probe, permission);
              }
            },
            engine.threads);
    requests.put(delivery.id(), new Request(delivery.orderingKey(), outcome));
  }

  private Optional<Sent> attempt(
      Subscription subscription, Delivery delivery, boolean probe, Permission permission) {
    Instant now = engine.clock.instant();
    if (!now.isBefore(delivery.createdAt().plus(engine.kept))) {
      write(engine.checkup.expire(subscription, delivery, now));
      return Optional.empty();
    }
    var event = engine.stores.events().get(delivery.id().event());
    if (event.isEmpty()) {
      write(delivery.moved(DeliveryState.EXPIRED, now, "event_deleted", now));
      return Optional.empty();
    }
    var courier = engine.courier;
    if (subscription.schedule().isUsedUp(delivery)) {
      write(inKey(subscription, courier.giveUp(subscription, event.get().event(), delivery)));
      return Optional.empty();
    }
    var after =
        probe
            ? courier.probe(subscription, event.get().event(), delivery, permission)
            : courier.attempt(subscription, event.get().event(), delivery, permission);
    after.lastAttempt().ifPresent(last -> engine.fairway.answered(tenure.lane(), last.took()));
    write(inKey(subscription, after));
    return Optional.of(new Sent(event.get().event(), after));
  }

  /** One that is exhausted holds its ordering key, where its subscription wants that. */
  private Delivery inKey(Subscription subscription, Delivery after) {
    boolean holdsKey =
        after.state() == DeliveryState.EXHAUSTED
            && after.orderingKey() != null
            && subscription.rules().ordering() == Ordering.HOLD;
    return holdsKey ? after.holdingKey(engine.kept) : after;
  }

  /** Writes what became of a delivery of the lane; false where another has done so. */
  boolean write(Delivery after) {
    boolean written = engine.stores.deliveries().finish(after, tenure.lease().epoch());
    if (written && after.orderingKey() != null && after.state().isFinal()) {
      released = true;
    }
    return written;
  }

  /**
   * Waits for some to end, but not so long that the lease could run out; gives what stopped one
   * from being recorded.
   *
   * @param patience no longer than {@link #RENEWAL}
   */
  @Nullable RuntimeException await(Duration patience) {
    var any =
        CompletableFuture.anyOf(
            requests.values().stream().map(Request::outcome).toArray(CompletableFuture[]::new));
    boolean ended = !requests.isEmpty() && engine.threads.await(any, patience);
    if (Thread.currentThread().isInterrupted()) {
      tenure.lose();
      requests.clear();
      return null;
    }
    if (!ended) {
      return renewedOrTrouble();
    }
    RuntimeException trouble = null;
    for (var attempts = requests.values().iterator(); attempts.hasNext(); ) {
      var attempt = attempts.next().outcome();
      if (attempt.isDone()) {
        attempts.remove();
        trouble = Troubles.first(trouble, ended(attempt));
      }
    }
    return trouble;
  }

  /** Waits for all, whatever becomes of one; gives what stopped the first. */
  @Nullable RuntimeException awaitAll() {
    RuntimeException trouble = null;
    while (!requests.isEmpty()) {
      trouble = Troubles.first(trouble, await(RENEWAL));
    }
    return trouble;
  }

  /** What kept the lease from being renewed: what is under way is waited for all the same. */
  private @Nullable RuntimeException renewedOrTrouble() {
    try {
      tenure.outlastsAnAttempt();
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private @Nullable RuntimeException ended(CompletableFuture<Optional<Sent>> attempt) {
    var trouble = Troubles.of(attempt, engine.threads);
    if (trouble == null) {
      engine.threads.join(attempt).ifPresent(sent -> findings.learn(sent.event(), sent.after()));
    }
    return trouble;
  }
}
