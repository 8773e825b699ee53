package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.lane.HoldReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event for one subscription. Immutable.
 *
 * @param eventType of the event, for lists
 * @param orderingKey of the event, where its subscription keeps the order of keys; null where it is
 *     sent whenever it can be
 * @param dueAt when its next attempt may start; meaningful while pending
 * @param attempts so far, oldest first; {@link #MOST_ATTEMPTS} at most
 * @param reason why it ended or waits, a stable word such as {@code schedule_exhausted}, {@code
 *     gone}, {@code paused} or {@link #ORDERING}; null where the attempts say it
 * @param createdAt when its event was accepted, or when it was resent
 * @param updatedAt of its last change
 */
public record Delivery(
    DeliveryId id,
    String eventType,
    @Nullable String orderingKey,
    DeliveryState state,
    Instant dueAt,
    List<Attempt> attempts,
    @Nullable String reason,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * The most attempts that are kept. Then the oldest that used up nothing of the schedule gives
   * way: one that failed by our own fault, day after day, must not make a delivery larger than a
   * store takes.
   */
  public static final int MOST_ATTEMPTS = 200;

  /** Why one ended that has no attempt left. */
  public static final String USED_UP = "schedule_exhausted";

  /** Why one is held that waits for an earlier one of its ordering key. */
  public static final String ORDERING = "ordering";

  /** Why one is held whose schedule is used up, and all later ones of its ordering key with it. */
  public static final String HOLDS_KEY = USED_UP;

  public Delivery {
    attempts = List.copyOf(attempts);
  }

  /** A delivery that has not been tried, due at once. */
  public static Delivery fresh(DeliveryId id, String eventType, Instant now) {
    return new Delivery(id, eventType, null, DeliveryState.PENDING, now, List.of(), null, now, now);
  }

  /** The same, to be sent in the order of a key. */
  public Delivery inOrderOf(@Nullable String key) {
    return new Delivery(id, eventType, key, state, dueAt, attempts, reason, createdAt, updatedAt);
  }

  /** The same with one more attempt, and what follows from it. */
  public Delivery after(Attempt attempt, Verdict verdict) {
    var all = new ArrayList<>(attempts);
    if (all.size() >= MOST_ATTEMPTS) {
      all.remove(oldestUncharged());
    }
    all.add(attempt);
    Instant end = attempt.end();
    return switch (verdict) {
      case Verdict.Delivered _ -> with(DeliveryState.DELIVERED, dueAt, all, null, end);
      case Verdict.RetryAt retry -> with(DeliveryState.PENDING, retry.at(), all, null, end);
      case Verdict.GivenUp givenUp ->
          with(DeliveryState.EXHAUSTED, dueAt, all, givenUp.reason(), end);
      case Verdict.Gone _ -> with(DeliveryState.HELD, dueAt, all, "gone", end);
      case Verdict.Wait _ -> with(DeliveryState.HELD, dueAt, all, HoldReason.CIRCUIT_OPEN, end);
    };
  }

  /** The same, waiting for its subscription to be enabled. */
  public Delivery held(String why, Instant now) {
    return with(DeliveryState.HELD, now, attempts, why, now);
  }

  /** The same, which has no attempt left and holds back all later ones of its ordering key. */
  public Delivery holdingKey(Duration kept) {
    return with(DeliveryState.HELD, createdAt.plus(kept), attempts, HOLDS_KEY, updatedAt);
  }

  /** The same, waiting for an earlier one of its ordering key. */
  public Delivery behind(Instant until, Instant now) {
    return with(DeliveryState.HELD, until, attempts, ORDERING, now);
  }

  /**
   * The same, due since it was created, now that the one before it of its ordering key has ended;
   * but not before that was due which was cancelled, since it may be under way until then.
   */
  public Delivery following(Delivery before) {
    boolean later =
        before.state() == DeliveryState.CANCELLED && before.dueAt().isAfter(before.updatedAt());
    Instant due = later ? before.dueAt() : createdAt;
    return with(state, due, attempts, reason, updatedAt);
  }

  /** The same, in another state. */
  public Delivery moved(DeliveryState to, Instant due, @Nullable String why, Instant now) {
    return with(to, due, attempts, why, now);
  }

  private Delivery with(
      DeliveryState state,
      Instant dueAt,
      List<Attempt> attempts,
      @Nullable String why,
      Instant now) {
    return new Delivery(id, eventType, orderingKey, state, dueAt, attempts, why, createdAt, now);
  }

  private Attempt oldestUncharged() {
    return attempts.stream()
        .filter(attempt -> !attempt.isCharged())
        .findFirst()
        .orElse(attempts.getFirst());
  }

  /** How many attempts were made, those that are kept no more among them. */
  public int attemptCount() {
    return lastAttempt().map(Attempt::number).orElse(0);
  }

  /** How many attempts count: those that failed by our own fault do not, nor failed probes. */
  public int charged() {
    return (int) attempts.stream().filter(Attempt::isCharged).count();
  }

  /** The latest attempt. */
  public Optional<Attempt> lastAttempt() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast());
  }

  /** The few fields that the event's record keeps of it. */
  public DeliverySummary summary() {
    return new DeliverySummary(
        id.webhookId(),
        state,
        attemptCount(),
        lastAttempt().map(Attempt::answer).map(Outcome::of).orElse(null),
        state.isFinal() ? null : dueAt,
        updatedAt);
  }
}
