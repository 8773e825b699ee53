package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.ledger.IdempotencyKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Idempotency keys in memory. */
public final class InMemoryIdempotencyKeys implements IdempotencyKeys {

  private final Map<Name, Taken> taken = new HashMap<>();

  /** No keys. */
  public InMemoryIdempotencyKeys() {}

  private record Name(String scope, String key) {}

  private sealed interface Taken {
    String fingerprint();

    Instant until();

    /** How long its answer is kept, once there is one. */
    Instant keptUntil();
  }

  private record Begun(String fingerprint, Instant until, Instant keptUntil) implements Taken {}

  private record Answered(String fingerprint, Instant keptUntil, byte[] answer) implements Taken {
    @Override
    public Instant until() {
      return keptUntil;
    }
  }

  @Override
  public synchronized Use begin(
      String scope, String key, String fingerprint, Instant now, Duration lock, Duration keep) {
    var name = new Name(scope, key);
    Taken before = taken.get(name);
    if (before == null || !now.isBefore(before.until())) {
      taken.put(name, new Begun(fingerprint, now.plus(lock), now.plus(keep)));
      return new Use.First();
    }
    if (!before.fingerprint().equals(fingerprint)) {
      return new Use.Mismatch();
    }
    return switch (before) {
      case Begun _ -> new Use.Running();
      case Answered answered -> new Use.Replay(answered.answer().clone());
    };
  }

  @Override
  public synchronized void complete(String scope, String key, byte[] answer) {
    taken.computeIfPresent(
        new Name(scope, key),
        (_, before) -> new Answered(before.fingerprint(), before.keptUntil(), answer.clone()));
  }

  @Override
  public synchronized void abandon(String scope, String key) {
    taken.remove(new Name(scope, key));
  }
}
