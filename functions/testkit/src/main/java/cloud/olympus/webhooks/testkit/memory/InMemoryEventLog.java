package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.ClaimToken;
import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventFilter;
import cloud.olympus.webhooks.event.EventKey;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.event.EventRecord;
import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.event.Recorded;
import cloud.olympus.webhooks.testkit.memory.InMemoryStore.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The event log in memory. */
public final class InMemoryEventLog implements EventLog {

  private final InMemoryStore store;

  /** The log of a store. */
  public InMemoryEventLog(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Claim claim(Event event, List<String> webhooks, Instant now, Duration lease) {
    String digest = Envelope.digest(event);
    synchronized (store) {
      Kept kept = store.events.get(event.key());
      String token = "claim-" + ++store.tokens;
      Instant until = now.plus(lease);
      if (kept == null) {
        var planned = webhooks.stream().map(id -> DeliverySummary.planned(id, now)).toList();
        kept = new Kept(event, digest, now, token, until, planned.isEmpty(), planned);
        store.events.put(event.key(), kept);
        return planned.isEmpty() ? new Claim.Done(planned) : mine(kept);
      }
      if (!kept.digest().equals(digest)) {
        return new Claim.Conflict();
      }
      if (kept.recorded()) {
        return new Claim.Done(kept.deliveries());
      }
      if (now.isBefore(kept.leasedUntil())) {
        return new Claim.Busy(kept.leasedUntil());
      }
      var taken =
          new Kept(kept.event(), digest, kept.acceptedAt(), token, until, false, kept.deliveries());
      store.events.put(event.key(), taken);
      return mine(taken);
    }
  }

  private static Claim mine(Kept kept) {
    return Claim.Mine.of(new ClaimToken(kept.event().key(), kept.token()), kept.deliveries());
  }

  @Override
  public Recorded record(ClaimToken token, List<Delivery> outcomes, Instant now) {
    synchronized (store) {
      Kept kept = store.events.get(token.key());
      if (kept == null) {
        return new Recorded(false, List.of());
      }
      boolean owned = kept.token().equals(token.token());
      boolean first = owned && !kept.recorded();
      var byWebhook =
          outcomes.stream().collect(Collectors.toMap(d -> d.id().webhookId(), Function.identity()));
      List<DeliverySummary> merged = new ArrayList<>();
      for (var before : kept.deliveries()) {
        var outcome = byWebhook.get(before.webhookId());
        if (outcome != null
            && before.state() != DeliveryState.DELIVERED
            && (first || outcome.state() == DeliveryState.DELIVERED)) {
          merged.add(outcome.summary());
          keep(outcome);
        } else {
          merged.add(before);
        }
      }
      var after =
          new Kept(
              kept.event(),
              kept.digest(),
              kept.acceptedAt(),
              kept.token(),
              kept.leasedUntil(),
              owned || kept.recorded(),
              List.copyOf(merged));
      store.events.put(token.key(), after);
      return new Recorded(owned, after.deliveries());
    }
  }

  /** A success needs no document, but ends one that another pass has made. */
  private void keep(Delivery outcome) {
    var document = store.document(outcome.id());
    if (outcome.state() != DeliveryState.DELIVERED) {
      if (document == null) {
        store.put(outcome, 0);
      }
    } else if (document != null && !document.delivery().state().isFinal()) {
      store.put(outcome, document.epoch());
    }
  }

  @Override
  public Optional<EventRecord> get(EventKey key) {
    synchronized (store) {
      return Optional.ofNullable(store.events.get(key)).map(Kept::toRecord);
    }
  }

  @Override
  public Page<EventRecord> list(
      String tenantId, EventFilter filter, @Nullable String cursor, int limit) {
    synchronized (store) {
      var matching =
          store.events.values().stream()
              .map(Kept::toRecord)
              .filter(record -> record.event().tenantId().equals(tenantId))
              .filter(record -> matches(record, filter))
              .toList();
      return Position.page(
          matching, r -> new Position(r.acceptedAt(), r.event().id()), cursor, limit);
    }
  }

  private static boolean matches(EventRecord record, EventFilter filter) {
    return (filter.type() == null || filter.type().equals(record.event().type()))
        && (filter.webhookId() == null || record.delivery(filter.webhookId()).isPresent());
  }
}
