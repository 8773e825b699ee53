package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.ClaimToken;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventFilter;
import cloud.olympus.webhooks.event.EventKey;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.event.EventRecord;
import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.event.Recorded;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.Precondition;
import com.google.cloud.firestore.Query;
import com.google.cloud.firestore.WriteBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The event log on Firestore. A healthy event costs two writes and no read: a claim that creates
 * the document, and a record on condition that the document is as the claim left it. Only who finds
 * the document there, or changed, reads.
 */
public final class FirestoreEventLog implements EventLog {

  private final Firestore firestore;
  private final Calls calls;

  /**
   * The log of a database.
   *
   * @param random names claims; thread-safe
   */
  public FirestoreEventLog(Firestore firestore, RandomGenerator random) {
    this.firestore = firestore;
    this.calls = new Calls(random);
  }

  @Override
  public Claim claim(Event event, List<String> webhooks, Instant now, Duration lease) {
    var wanted = EventDocument.first(event, webhooks, now, calls.nonce(), now.plus(lease));
    var reference = EventDocument.reference(firestore, event.key());
    return calls.settle(
        _ -> {
          var created = Calls.commit(firestore.batch().create(reference, wanted.fields()));
          if (created.isPresent()) {
            var written = created.get().getFirst().getUpdateTime();
            return Optional.of(won(wanted, Hold.first(wanted.holder(), written, webhooks)));
          }
          return claimed(reference, wanted, now);
        });
  }

  /** Claims a document that somebody, perhaps this claim's own lost create, has made. */
  private Optional<Claim> claimed(DocumentReference reference, EventDocument wanted, Instant now) {
    var read = Calls.await(reference.get());
    if (!read.exists()) {
      return Optional.empty();
    }
    var there = EventDocument.of(read);
    if (!there.digest().equals(wanted.digest())) {
      return Optional.of(new Claim.Conflict());
    }
    if (there.recorded()) {
      return Optional.of(new Claim.Done(there.deliveries()));
    }
    if (there.holder().equals(wanted.holder())) {
      return Optional.of(won(there, Hold.takenOver(wanted.holder())));
    }
    if (now.isBefore(there.claimedUntil())) {
      return Optional.of(new Claim.Busy(there.claimedUntil()));
    }
    var batch = firestore.batch();
    Calls.write(batch, read, EventDocument.claimed(wanted.holder(), wanted.claimedUntil()));
    return Calls.commit(batch).map(_ -> won(there, Hold.takenOver(wanted.holder())));
  }

  private static Claim won(EventDocument document, Hold hold) {
    return document.recorded()
        ? new Claim.Done(document.deliveries())
        : Claim.Mine.of(new ClaimToken(document.event().key(), hold.text()), document.deliveries());
  }

  @Override
  public Recorded record(ClaimToken token, List<Delivery> outcomes, Instant now) {
    var hold = Hold.parse(token.token());
    return unread(token.key(), hold, outcomes)
        .orElseGet(() -> calls.settleForSure(_ -> merged(token.key(), hold.nonce(), outcomes)));
  }

  /** Records without reading; empty where the document may have changed since the claim. */
  private Optional<Recorded> unread(EventKey key, Hold hold, List<Delivery> outcomes) {
    var summaries = hold.summaries(outcomes);
    if (hold.written().isEmpty() || summaries.isEmpty()) {
      return Optional.empty();
    }
    var batch = firestore.batch();
    batch.update(
        EventDocument.reference(firestore, key),
        EventDocument.outcomes(true, summaries.get()),
        Precondition.updatedAt(hold.written().get()));
    for (var outcome : outcomes) {
      if (outcome.state() != DeliveryState.DELIVERED
          && hold.webhooks().contains(outcome.id().webhookId())) {
        batch.create(
            DeliveryDocument.reference(firestore, outcome.id()),
            new DeliveryDocument(outcome, 0, hold.nonce()).created());
      }
    }
    return Calls.commit(batch).map(_ -> new Recorded(true, summaries.get()));
  }

  /** Reads the event and the documents of its deliveries, and adds what the outcomes may add. */
  private Optional<Recorded> merged(EventKey key, String nonce, List<Delivery> outcomes) {
    List<DocumentReference> references = new ArrayList<>();
    references.add(EventDocument.reference(firestore, key));
    for (var outcome : outcomes) {
      references.add(DeliveryDocument.reference(firestore, outcome.id()));
    }
    var reads = Calls.await(firestore.getAll(references.toArray(DocumentReference[]::new)));
    if (!reads.getFirst().exists()) {
      return Optional.of(new Recorded(false, List.of()));
    }
    var there = EventDocument.of(reads.getFirst());
    boolean owned = there.holder().equals(nonce);
    boolean all = owned && !there.recorded();
    var batch = firestore.batch();
    List<DeliverySummary> after = new ArrayList<>(there.deliveries());
    for (int i = 0; i < outcomes.size(); i++) {
      var outcome = outcomes.get(i);
      int at = there.webhooks().indexOf(outcome.id().webhookId());
      boolean counts = all || outcome.state() == DeliveryState.DELIVERED;
      if (at >= 0 && counts && after.get(at).state() != DeliveryState.DELIVERED) {
        after.set(at, outcome.summary());
        // Order of getAll's answer: that of the references.
        keep(batch, reads.get(i + 1), outcome, nonce);
      }
    }
    var recorded = new Recorded(owned, after);
    if (!all && after.equals(there.deliveries())) {
      return Optional.of(recorded);
    }
    Calls.write(batch, reads.getFirst(), EventDocument.outcomes(owned || there.recorded(), after));
    return Calls.commit(batch).map(_ -> recorded);
  }

  /** A success needs no document, but ends one that another pass has made. */
  private void keep(WriteBatch batch, DocumentSnapshot read, Delivery outcome, String nonce) {
    if (outcome.state() != DeliveryState.DELIVERED) {
      if (!read.exists()) {
        batch.create(read.getReference(), new DeliveryDocument(outcome, 0, nonce).created());
      }
    } else if (read.exists()) {
      var there = DeliveryDocument.of(read);
      if (!there.delivery().state().isFinal()) {
        there.replace(firestore, batch, read, outcome, there.epoch(), nonce);
      }
    }
  }

  @Override
  public Optional<EventRecord> get(EventKey key) {
    var read = Calls.await(EventDocument.reference(firestore, key).get());
    return read.exists() ? Optional.of(EventDocument.of(read).toRecord()) : Optional.empty();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Firestore itself merges the slots, in the order of time.
   */
  @Override
  public Page<EventRecord> list(
      String tenantId, EventFilter filter, @Nullable String cursor, int limit) {
    Query query = EventDocument.collection(firestore).whereEqualTo(EventDocument.TENANT, tenantId);
    if (filter.type() != null) {
      query = query.whereEqualTo(EventDocument.TYPE, filter.type());
    }
    query =
        filter.webhookId() == null
            ? query.whereIn(EventDocument.SLOT, EventDocument.SLOTS)
            : query.whereArrayContains(EventDocument.WEBHOOKS, filter.webhookId());
    return Position.page(
        query,
        EventDocument.ACCEPTED_AT,
        cursor,
        limit,
        found -> EventDocument.of(found).toRecord());
  }
}
