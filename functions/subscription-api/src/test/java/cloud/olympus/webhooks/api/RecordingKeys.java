package cloud.olympus.webhooks.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import cloud.olympus.webhooks.ledger.IdempotencyKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Keys whose stored answers a test may look at. */
final class RecordingKeys implements IdempotencyKeys {

  final List<String> answers = new ArrayList<>();
  private final IdempotencyKeys keys;

  RecordingKeys(IdempotencyKeys keys) {
    this.keys = keys;
  }

  @Override
  public Use begin(
      String scope, String key, String fingerprint, Instant now, Duration lock, Duration keep) {
    return keys.begin(scope, key, fingerprint, now, lock, keep);
  }

  @Override
  public void complete(String scope, String key, byte[] answer) {
    answers.add(new String(answer, UTF_8));
    keys.complete(scope, key, answer);
  }

  @Override
  public void abandon(String scope, String key) {
    keys.abandon(scope, key);
  }
}
