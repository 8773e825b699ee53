package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a lane knows of its endpoint: how it does by its own answers, and what it was sent in this
 * second. Immutable.
 *
 * <p>An endpoint is healthy until an attempt fails. After {@link #FEW} failures in a row over at
 * least {@link #A_WHILE} it counts as failing, which its tenant is told; where so many of them show
 * that it is down (no connection, no answer in time, 5xx, 408, 429), its circuit opens: one probe
 * at a time, at growing intervals, and nothing else. A success makes it healthy again.
 *
 * @param failures in a row, of every kind but our own
 * @param strikes of these, those that show that it is down
 * @param failingSince the first failure since it was healthy, null while it is
 * @param lastFailure the latest one
 * @param restUntil nothing is sent before, null where it may be
 * @param probes how many have failed since the circuit opened
 * @param open whether the circuit is open
 * @param told whether its tenant was told that it is failing
 * @param recoveredAt when it answered again, null once the tenant was told that too
 * @param second the latest in which its lane was held, in seconds from 1970
 * @param sent requests in that second
 */
public record EndpointState(
    int failures,
    int strikes,
    @Nullable Instant failingSince,
    @Nullable Instant lastFailure,
    @Nullable Instant restUntil,
    int probes,
    boolean open,
    boolean told,
    @Nullable Instant recoveredAt,
    long second,
    int sent) {

  /** A healthy endpoint. */
  public static final EndpointState HEALTHY =
      new EndpointState(0, 0, null, null, null, 0, false, false, null, 0, 0);

  /** So many failures in a row are no accident. */
  static final int FEW = 5;

  /** So long they must last. */
  static final Duration A_WHILE = Duration.ofSeconds(60);

  /** After so long with nothing but failures a subscription is disabled. */
  static final Duration HOPELESS = Duration.ofDays(5);

  /** So often what the direct road sees is noted, at most. */
  private static final Duration NOTED = Duration.ofSeconds(1);

  private static final Duration FIRST_PROBE = Duration.ofSeconds(30);
  private static final Duration LONGEST_BETWEEN_PROBES = Duration.ofHours(1);
  private static final Duration FIRST_REST = Duration.ofSeconds(5);
  private static final Duration LONGEST_REST = Duration.ofSeconds(60);

  /** How an endpoint does, for people. */
  public enum Health {
    HEALTHY,
    FAILING,
    /** Its circuit is open. */
    OPEN
  }

  /** How it does. */
  public Health health() {
    if (open) {
      return Health.OPEN;
    }
    return failingSince != null && recoveredAt == null ? Health.FAILING : Health.HEALTHY;
  }

  /** Whether nothing may be sent to it at an instant. */
  public boolean restsAt(Instant now) {
    return restUntil != null && now.isBefore(restUntil);
  }

  /** After an attempt; one that failed by our own fault says nothing of the endpoint. */
  public EndpointState after(Attempt attempt) {
    Instant end = attempt.end();
    if (attempt.succeeded()) {
      boolean earlier = !open && lastFailure != null && attempt.at().isBefore(lastFailure);
      // What asked for a rest came after it was begun, and for others like it.
      return earlier ? succeeded(end).stillResting(this) : succeeded(end);
    }
    if (attempt.failedByUs()) {
      // Of a probe it must be a while until the next, which would fail for the same reason.
      return open && attempt.probe() ? resting(end.plus(FIRST_PROBE), probes, true) : this;
    }
    boolean strike = attempt.showsDown();
    var next = failed(end, strike);
    if (!strike) {
      // It answers, so it is not down, whatever it answers.
      return open ? next.closed() : next;
    }
    return next.resting(attempt, end);
  }

  /**
   * After an attempt of the direct road, which others make at the same time: who fails within a
   * second after another did, while the endpoint rests, learns nothing new unless a longer rest is
   * asked for. So however many fail at once, that is noted once a second.
   */
  EndpointState afterDirect(Attempt attempt) {
    Instant end = attempt.end();
    boolean known =
        restsAt(end)
            && lastFailure != null
            && end.isBefore(lastFailure.plus(NOTED))
            && !asksForMore(attempt);
    return known ? this : after(attempt);
  }

  private boolean asksForMore(Attempt attempt) {
    return restUntil != null && RetryPolicy.retryAfter(attempt, attempt.end()).isAfter(restUntil);
  }

  /** Healthy, since a person says so; but what it was sent in this second counts. */
  public EndpointState begunAnew() {
    return HEALTHY.paced(second, sent);
  }

  /** A success: it is well, whatever was before. */
  EndpointState succeeded(Instant at) {
    return told
        ? new EndpointState(0, 0, failingSince, lastFailure, null, 0, false, true, at, second, sent)
        : new EndpointState(0, 0, null, null, null, 0, false, false, null, second, sent);
  }

  /** The same, resting as another one does, and since then. */
  EndpointState stillResting(EndpointState as) {
    return as.restUntil == null
        ? this
        : new EndpointState(
            failures,
            strikes,
            failingSince,
            as.lastFailure,
            as.restUntil,
            probes,
            open,
            told,
            recoveredAt,
            second,
            sent);
  }

  private EndpointState failed(Instant at, boolean strike) {
    return new EndpointState(
        failures + 1,
        strike ? strikes + 1 : strikes,
        failingSince == null ? at : failingSince,
        at,
        restUntil,
        probes,
        open,
        told,
        null,
        second,
        sent);
  }

  /** Opens the circuit, or has it rest for a while: 429, 502, 503, 504 and timeouts ask for it. */
  private EndpointState resting(Attempt attempt, Instant end) {
    Instant asked = RetryPolicy.retryAfter(attempt, end);
    if (open && !attempt.probe()) {
      // It was on its way when the circuit opened.
      return this;
    }
    if (open) {
      Duration pause = growing(FIRST_PROBE, probes + 1, LONGEST_BETWEEN_PROBES);
      return resting(later(asked, end.plus(pause)), probes + 1, true);
    }
    if (strikes >= FEW && hasLasted()) {
      return resting(longest(asked, end.plus(FIRST_PROBE)), 0, true);
    }
    Duration pause = growing(FIRST_REST, strikes - 1, LONGEST_REST);
    return isStrained(attempt.answer())
        ? resting(longest(asked, end.plus(pause)), probes, open)
        : this;
  }

  private EndpointState resting(@Nullable Instant until, int failedProbes, boolean stillOpen) {
    return new EndpointState(
        failures,
        strikes,
        failingSince,
        lastFailure,
        until,
        failedProbes,
        stillOpen,
        told,
        recoveredAt,
        second,
        sent);
  }

  /** No longer open, but the next strike opens it again: nothing waits that could be a probe. */
  EndpointState closed() {
    return resting(null, 0, false);
  }

  /** Its tenant was told how it does. */
  EndpointState toldOf() {
    return recoveredAt != null
        ? new EndpointState(0, 0, null, null, null, 0, open, false, null, second, sent)
            .stillResting(this)
        : new EndpointState(
            failures,
            strikes,
            failingSince,
            lastFailure,
            restUntil,
            probes,
            open,
            true,
            null,
            second,
            sent);
  }

  /** The same with what was sent in a second. */
  public EndpointState paced(long inSecond, int requests) {
    return new EndpointState(
        failures,
        strikes,
        failingSince,
        lastFailure,
        restUntil,
        probes,
        open,
        told,
        recoveredAt,
        inSecond,
        requests);
  }

  /** Whether its tenant has to be told that it is failing. */
  boolean isNewlyFailing() {
    return !told && failures >= FEW && hasLasted();
  }

  /** Whether nobody answers there any more. */
  boolean isHopeless() {
    return lasts(HOPELESS);
  }

  private boolean hasLasted() {
    return lasts(A_WHILE);
  }

  private boolean lasts(Duration time) {
    return failingSince != null
        && lastFailure != null
        && !lastFailure.isBefore(failingSince.plus(time));
  }

  /** Whether an answer asks for less. */
  private static boolean isStrained(Answer answer) {
    return switch (answer) {
      case Answer.Failed failed ->
          failed.failure() == Failure.TIMEOUT || failed.failure() == Failure.CONNECT_TIMEOUT;
      case Answer.Answered answered ->
          switch (answered.status()) {
            case 408, 429, 502, 503, 504 -> true;
            default -> false;
          };
    };
  }

  private static Duration growing(Duration first, int doublings, Duration longest) {
    var grown = first.multipliedBy(1L << Math.clamp(doublings, 0, 20));
    return grown.compareTo(longest) > 0 ? longest : grown;
  }

  /** The latest of two and of when its rest ends already. */
  private Instant longest(Instant one, Instant other) {
    var latest = later(one, other);
    return restUntil == null ? latest : later(latest, restUntil);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** As numbers by name, without those that are zero or absent: for stores. */
  public Map<String, Long> numbers() {
    Map<String, Long> numbers = new LinkedHashMap<>();
    numbers.put("failures", (long) failures);
    numbers.put("strikes", (long) strikes);
    numbers.put("failing_since", millis(failingSince));
    numbers.put("last_failure", millis(lastFailure));
    numbers.put("rest_until", millis(restUntil));
    numbers.put("probes", (long) probes);
    numbers.put("open", open ? 1L : 0);
    numbers.put("told", told ? 1L : 0);
    numbers.put("recovered_at", millis(recoveredAt));
    numbers.put("second", second);
    numbers.put("sent", (long) sent);
    numbers.values().removeIf(number -> number == 0);
    return numbers;
  }

  /** Of numbers that {@link #numbers} gave. */
  public static EndpointState of(Map<String, Long> numbers) {
    return new EndpointState(
        Math.toIntExact(numbers.getOrDefault("failures", 0L)),
        Math.toIntExact(numbers.getOrDefault("strikes", 0L)),
        instant(numbers.get("failing_since")),
        instant(numbers.get("last_failure")),
        instant(numbers.get("rest_until")),
        Math.toIntExact(numbers.getOrDefault("probes", 0L)),
        numbers.containsKey("open"),
        numbers.containsKey("told"),
        instant(numbers.get("recovered_at")),
        numbers.getOrDefault("second", 0L),
        Math.toIntExact(numbers.getOrDefault("sent", 0L)));
  }

  private static long millis(@Nullable Instant instant) {
    return instant == null ? 0 : instant.toEpochMilli();
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
