package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.ledger.DeadLetters;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.Query;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters on Firestore: one write each.
 *
 * <p>Indexes, each newest first: (tenant, at) for a tenant's, (slot, at) for the operator's.
 */
public final class FirestoreDeadLetters implements DeadLetters {

  private static final String COLLECTION = "dead_letters";
  private static final String TENANT = "tenant";
  private static final String SLOT = "slot";
  private static final String AT = "at";

  /** An index by time takes 500 writes a second; this many of them stand side by side. */
  private static final List<Long> SLOTS = List.of(0L, 1L, 2L, 3L);

  private static final long SCHEMA_VERSION = 1;
  private static final Duration KEPT = Duration.ofDays(30);

  private final Firestore firestore;
  private final Calls calls;

  /**
   * Dead letters of a database.
   *
   * @param random for pauses between tries; thread-safe
   */
  public FirestoreDeadLetters(Firestore firestore, RandomGenerator random) {
    this.firestore = firestore;
    this.calls = new Calls(random);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Whoever made a document of this id, it holds the same: the id is a digest of the content.
   */
  @Override
  public void store(DeadLetter letter) {
    DocumentReference reference = firestore.collection(COLLECTION).document(letter.id());
    calls.settle(
        _ -> {
          var batch = firestore.batch().create(reference, fields(letter));
          return Calls.commit(batch).isPresent() || Calls.await(reference.get()).exists()
              ? Optional.of(true)
              : Optional.empty();
        });
  }

  @Override
  public Page<DeadLetter> list(@Nullable String tenantId, @Nullable String cursor, int limit) {
    Query letters = firestore.collection(COLLECTION);
    return Position.page(
        tenantId == null ? letters.whereIn(SLOT, SLOTS) : letters.whereEqualTo(TENANT, tenantId),
        AT,
        cursor,
        limit,
        FirestoreDeadLetters::letter);
  }

  private static Map<String, Object> fields(DeadLetter letter) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("schema_version", SCHEMA_VERSION);
    fields.put("id", letter.id());
    fields.put(TENANT, letter.tenantId());
    fields.put(SLOT, Keys.part(letter.id(), SLOTS.size()));
    fields.put("reason", letter.reason());
    fields.put("detail", letter.detail());
    fields.put("event_id", letter.eventId());
    fields.put("body", letter.body());
    fields.put(AT, Fields.timestamp(letter.at()));
    fields.put("expire_at", Fields.timestamp(letter.at().plus(KEPT)));
    return fields;
  }

  private static DeadLetter letter(DocumentSnapshot snapshot) {
    var fields = Fields.of(snapshot);
    return new DeadLetter(
        fields.text("id"),
        fields.text("reason"),
        fields.text("detail"),
        fields.optionalText(TENANT).orElse(null),
        fields.optionalText("event_id").orElse(null),
        fields.text("body"),
        fields.instant(AT));
  }
}
