package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import cloud.olympus.webhooks.ledger.IdempotencyKeys;
import cloud.olympus.webhooks.ledger.IdempotencyKeys.Use;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link IdempotencyKeys} must do. */
public abstract class IdempotencyKeysContract {

  private static final Duration LOCK = Duration.ofMinutes(1);
  private static final Duration KEEP = Duration.ofHours(24);
  private static final byte[] ANSWER = {0, (byte) 0xff, 'a', '\n'};

  private final TestClock clock = new TestClock();
  private final String scope = Samples.fresh("tenant") + " POST /v1/webhooks";
  private final String key = "8e03978e-40d5-43dd-bc93-6894a57f9324";
  private IdempotencyKeys keys = none();

  /** For subclasses. */
  protected IdempotencyKeysContract() {}

  /** A store, which may hold what other tests left. */
  protected abstract IdempotencyKeys keys();

  @SuppressWarnings("NullAway") // set before each test
  private static IdempotencyKeys none() {
    return null;
  }

  @BeforeEach
  void open() {
    keys = keys();
  }

  @Test
  void theFirstRequestRunsAndTheNextIsToldSo() {
    assertInstanceOf(Use.First.class, begin("a"));
    assertInstanceOf(Use.Running.class, begin("a"));
  }

  @Test
  void theAnswerIsReplayedByteByByte() {
    begin("a");
    keys.complete(scope, key, ANSWER);

    for (int i = 0; i < 2; i++) {
      var replay = assertInstanceOf(Use.Replay.class, begin("a"));
      assertArrayEquals(ANSWER, replay.answer());
    }
  }

  @Test
  void anotherRequestUnderTheSameKeyIsAMismatch() {
    begin("a");
    assertInstanceOf(Use.Mismatch.class, begin("b"));
    keys.complete(scope, key, ANSWER);
    assertInstanceOf(Use.Mismatch.class, begin("b"));
    assertInstanceOf(Use.Replay.class, begin("a"));
  }

  @Test
  void anAbandonedKeyIsFreeAlsoForAnotherRequest() {
    begin("a");
    keys.abandon(scope, key);

    assertInstanceOf(Use.First.class, begin("b"));
  }

  @Test
  void aRequestThatDiedMayBeStartedOverWhenItsLockRanOut() {
    begin("a");
    clock.advance(LOCK.minusMillis(1));
    assertInstanceOf(Use.Running.class, begin("a"));
    clock.advance(Duration.ofMillis(1));

    assertInstanceOf(Use.First.class, begin("a"));
    assertInstanceOf(Use.Running.class, begin("a"));
  }

  @Test
  void anAnswerOutlivesTheLockAndIsForgottenInTheEnd() {
    begin("a");
    keys.complete(scope, key, ANSWER);
    clock.advance(KEEP.minusMillis(1));
    assertInstanceOf(Use.Replay.class, begin("a"));
    clock.advance(Duration.ofMillis(1));

    assertInstanceOf(Use.First.class, begin("b"));
  }

  @Test
  void aKeyMeansNothingInAnotherScope() {
    begin("a");
    keys.complete(scope, key, ANSWER);

    assertInstanceOf(
        Use.First.class, keys.begin(scope + "/test", key, "b", clock.instant(), LOCK, KEEP));
    keys.abandon(scope + "/test", key);
    assertInstanceOf(Use.Replay.class, begin("a"));
  }

  @Test
  void ofManyRequestsAtOnceOneIsFirst() {
    var uses = Crowd.all(64, () -> begin("a"));

    assertEquals(1, uses.stream().filter(Use.First.class::isInstance).count());
    assertEquals(63, uses.stream().filter(Use.Running.class::isInstance).count());
  }

  private Use begin(String fingerprint) {
    return keys.begin(scope, key, fingerprint, clock.instant(), LOCK, KEEP);
  }
}
