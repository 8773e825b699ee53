package cloud.olympus.webhooks.ledger;

import java.time.Duration;
import java.time.Instant;

/**
 * Remembers the answers to requests that carry an {@code Idempotency-Key}, for each caller. Methods
 * are atomic, thread-safe and durable on return, and throw {@link
 * cloud.olympus.webhooks.event.Unavailable} where the store cannot answer.
 */
public interface IdempotencyKeys {

  /**
   * Takes a key or tells what it was used for.
   *
   * @param scope tenant and operation: the same key means nothing elsewhere
   * @param fingerprint digest of the request; another one under the same key is a mistake of the
   *     caller
   * @param lock how long the first request may take before another may start over
   * @param keep how long its answer is replayed
   */
  Use begin(
      String scope, String key, String fingerprint, Instant now, Duration lock, Duration keep);

  /** Keeps the answer of the request that began. */
  void complete(String scope, String key, byte[] answer);

  /** Frees the key of a request that failed without an effect. */
  void abandon(String scope, String key);

  /** What a key stands for. */
  sealed interface Use {
    /** The caller is first and must complete or abandon. */
    record First() implements Use {}

    /** The first request was answered with this. */
    record Replay(byte[] answer) implements Use {}

    /** The first request is still running. */
    record Running() implements Use {}

    /** The key was used for another request. */
    record Mismatch() implements Use {}
  }
}
