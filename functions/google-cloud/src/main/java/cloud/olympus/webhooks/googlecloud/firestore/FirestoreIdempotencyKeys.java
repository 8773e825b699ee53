package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.event.Digests;
import cloud.olympus.webhooks.ledger.IdempotencyKeys;
import com.google.cloud.firestore.Blob;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.WriteBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** Idempotency keys on Firestore. What has expired counts as absent, whether it is deleted yet. */
public final class FirestoreIdempotencyKeys implements IdempotencyKeys {

  private static final String ANSWER = "answer";
  private static final String FINGERPRINT = "fingerprint";
  private static final String LOCKED_UNTIL = "locked_until";
  private static final String EXPIRE_AT = "expire_at";
  private static final String HOLDER = "holder";
  private static final int KEY_LENGTH = 32;
  private static final long SCHEMA_VERSION = 1;

  private final Firestore firestore;
  private final Calls calls;

  /**
   * Keys of a database.
   *
   * @param random names claims of a key; thread-safe
   */
  public FirestoreIdempotencyKeys(Firestore firestore, RandomGenerator random) {
    this.firestore = firestore;
    this.calls = new Calls(random);
  }

  @Override
  public Use begin(
      String scope, String key, String fingerprint, Instant now, Duration lock, Duration keep) {
    var wanted = fields(fingerprint, calls.nonce(), now.plus(lock), now.plus(keep));
    return calls.settle(
        _ -> {
          var read = Calls.await(reference(scope, key).get());
          if (read.exists()) {
            var there = Fields.of(read);
            if (there.text(HOLDER).equals(wanted.get(HOLDER))) {
              return Optional.of(new Use.First());
            }
            if (!isOver(there, now)) {
              return Optional.of(use(read, fingerprint));
            }
          }
          var batch = firestore.batch();
          Calls.write(batch, read, wanted);
          return Calls.commit(batch).map(_ -> new Use.First());
        });
  }

  /** Expired, or left by a request that never ended. */
  private static boolean isOver(Fields there, Instant now) {
    boolean running = !there.map().containsKey(ANSWER) || there.map().get(ANSWER) == null;
    return !now.isBefore(there.instant(EXPIRE_AT))
        || (running && !now.isBefore(there.instant(LOCKED_UNTIL)));
  }

  private static Use use(DocumentSnapshot read, String fingerprint) {
    if (!Fields.of(read).text(FINGERPRINT).equals(fingerprint)) {
      return new Use.Mismatch();
    }
    Blob answer = read.getBlob(ANSWER);
    return answer == null ? new Use.Running() : new Use.Replay(answer.toBytes());
  }

  private static Map<String, Object> fields(
      String fingerprint, String holder, Instant lockedUntil, Instant expiry) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("schema_version", SCHEMA_VERSION);
    fields.put(FINGERPRINT, fingerprint);
    fields.put(HOLDER, holder);
    fields.put(ANSWER, null);
    fields.put(LOCKED_UNTIL, Fields.timestamp(lockedUntil));
    fields.put(EXPIRE_AT, Fields.timestamp(expiry));
    return fields;
  }

  @Override
  public void complete(String scope, String key, byte[] answer) {
    Map<String, Object> fields = Map.of(ANSWER, Blob.fromBytes(answer));
    whileRunning(scope, key, (batch, read) -> Calls.write(batch, read, fields));
  }

  @Override
  public void abandon(String scope, String key) {
    whileRunning(
        scope, key, (batch, read) -> batch.delete(read.getReference(), Calls.unchanged(read)));
  }

  /** Ends a request that runs; does nothing where it has ended. */
  private void whileRunning(
      String scope, String key, BiConsumer<WriteBatch, DocumentSnapshot> end) {
    calls.settle(
        _ -> {
          var read = Calls.await(reference(scope, key).get());
          if (!read.exists() || read.getBlob(ANSWER) != null) {
            return Optional.of(true);
          }
          var batch = firestore.batch();
          end.accept(batch, read);
          return Calls.commit(batch).map(_ -> true);
        });
  }

  /** A caller's key may hold anything, so its digest stands in its place. */
  private DocumentReference reference(String scope, String key) {
    return firestore
        .collection("idempotency")
        .document(Digests.base32(Digests.sha256(scope + '\n' + key), KEY_LENGTH));
  }
}
