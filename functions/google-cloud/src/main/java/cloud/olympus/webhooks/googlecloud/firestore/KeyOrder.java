package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.delivery.Delivery;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.QueryDocumentSnapshot;
import com.google.cloud.firestore.WriteBatch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The order of the deliveries of one key in one lane: by the time of the commit that added each.
 *
 * <p>Who is put behind the first marks that as followed, in one commit on condition that neither
 * has changed: so whoever ends the first either sees the mark and makes the next due in the same
 * commit, or is refused and reads again. Without the mark there is nobody to look for.
 */
final class KeyOrder {

  private KeyOrder() {}

  /** The first two, or fewer, that are unfinished. */
  static List<QueryDocumentSnapshot> firstTwo(Firestore firestore, Delivery delivery) {
    var query =
        DeliveryDocument.collection(firestore)
            .whereEqualTo(DeliveryDocument.LANE, DeliveryDocument.lane(delivery.id().lane()))
            .whereEqualTo(DeliveryDocument.ORDERING_KEY, delivery.orderingKey())
            .whereIn(DeliveryDocument.STATE, DeliveryDocument.UNFINISHED)
            .orderBy(DeliveryDocument.POSITION)
            .limit(2);
    return Calls.await(query.get()).getDocuments();
  }

  /** Adds to a batch that ends the first of a key what lets the next be sent. */
  static void release(Firestore firestore, WriteBatch batch, Fields stored, Delivery ended) {
    if (!ended.state().isFinal() || !stored.flag(DeliveryDocument.FOLLOWED)) {
      return;
    }
    var reads = firstTwo(firestore, ended);
    if (reads.size() < 2
        || !DeliveryDocument.of(reads.getFirst()).delivery().id().equals(ended.id())) {
      return;
    }
    var next = reads.getLast();
    Instant due = DeliveryDocument.of(next).delivery().following(ended).dueAt();
    Calls.write(
        batch,
        next,
        Map.of(DeliveryDocument.DUE_AT, Fields.timestamp(due), DeliveryDocument.FOLLOWED, true));
  }

  /** Puts a delivery behind the first of its key; empty where either has changed meanwhile. */
  static Optional<Boolean> putBehind(
      Firestore firestore,
      QueryDocumentSnapshot first,
      Delivery delivery,
      Instant until,
      Instant now) {
    var read = Calls.await(DeliveryDocument.reference(firestore, delivery.id()).get());
    if (!read.exists() || DeliveryDocument.of(read).delivery().state().isFinal()) {
      return Optional.of(false);
    }
    var behind = delivery.behind(until, now);
    Map<String, Object> fields =
        DeliveryDocument.moved(
            behind.state(), behind.state().code(), behind.reason(), until, behind.createdAt(), now);
    var batch = firestore.batch();
    Calls.write(batch, first, Map.of(DeliveryDocument.FOLLOWED, true));
    Calls.write(batch, read, fields);
    return Calls.commit(batch).map(_ -> true);
  }
}
