package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.ClaimToken;
import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventFilter;
import cloud.olympus.webhooks.event.EventKey;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.event.EventRecord;
import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.event.Reading;
import cloud.olympus.webhooks.event.Recorded;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * {@link EventLog} on the embedded store. A claim of an earlier process on the file counts as dead
 * at once.
 */
public final class SqliteEventLog implements EventLog {

  private final Database database;
  private final AtomicLong tokens = new AtomicLong();

  /** On an open file. */
  public SqliteEventLog(Database database) {
    this.database = database;
  }

  @Override
  public Claim claim(Event event, List<String> webhooks, Instant now, Duration lease) {
    String token = database.incarnation() + '-' + tokens.incrementAndGet();
    String digest = Envelope.digest(event);
    String envelope = Envelope.write(event);
    List<DeliverySummary> planned =
        webhooks.stream().map(id -> DeliverySummary.planned(id, now)).toList();
    boolean nothingToDo = webhooks.isEmpty();
    return database.write(
        s -> {
          int inserted =
              s.update(
                  "INSERT INTO events (tenant, id, type, digest, accepted_at, claim, claimed_until, envelope, deliveries)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, id) DO NOTHING",
                  event.tenantId(),
                  event.id(),
                  event.type(),
                  digest,
                  now.toEpochMilli(),
                  nothingToDo ? null : token,
                  nothingToDo ? null : now.plus(lease).toEpochMilli(),
                  envelope,
                  SummaryText.write(planned));
          if (inserted == 0) {
            return Claimed.of(s, event.key()).answer(s, event.key(), digest, token, now, lease);
          }
          for (var webhook : webhooks) {
            s.update(
                "INSERT INTO event_webhooks (webhook, seq) VALUES (?, last_insert_rowid())",
                webhook);
          }
          return nothingToDo
              ? new Claim.Done(List.of())
              : new Claim.Mine(new ClaimToken(event.key(), token), webhooks);
        });
  }

  /** What a second claimant finds. */
  private record Claimed(
      long seq,
      String digest,
      @Nullable String claim,
      long until,
      List<DeliverySummary> deliveries) {

    static Claimed of(Statements s, EventKey key) throws SQLException {
      return s.first(
              Claimed::read,
              "SELECT seq, digest, claim, claimed_until, deliveries FROM events"
                  + " WHERE tenant = ? AND id = ?",
              key.tenantId(),
              key.id())
          .orElseThrow(() -> new IllegalStateException("no record of an event: " + key));
    }

    private static Claimed read(ResultSet row) throws SQLException {
      return new Claimed(
          row.getLong(1),
          row.getString(2),
          row.getString(3),
          row.getLong(4),
          SummaryText.read(row.getString(5)));
    }

    Claim answer(
        Statements s, EventKey key, String digest, String token, Instant now, Duration lease)
        throws SQLException {
      if (!this.digest.equals(digest)) {
        return new Claim.Conflict();
      }
      if (claim == null) {
        return new Claim.Done(deliveries);
      }
      String incarnation = token.substring(0, token.indexOf('-'));
      if (until > now.toEpochMilli() && claim.startsWith(incarnation)) {
        return new Claim.Busy(Instant.ofEpochMilli(until));
      }
      s.update(
          "UPDATE events SET claim = ?, claimed_until = ? WHERE seq = ?",
          token,
          now.plus(lease).toEpochMilli(),
          seq);
      return Claim.Mine.of(new ClaimToken(key, token), deliveries);
    }
  }

  @Override
  public Recorded record(ClaimToken token, List<Delivery> outcomes, Instant now) {
    return database.write(
        s -> {
          var claimed = Claimed.of(s, token.key());
          boolean owned = token.token().equals(claimed.claim());
          List<DeliverySummary> merged = merge(s, claimed.deliveries(), outcomes, owned);
          s.update(
              "UPDATE events SET deliveries = ?, claim = CASE WHEN ? THEN NULL ELSE claim END"
                  + " WHERE seq = ?",
              SummaryText.write(merged),
              owned ? 1 : 0,
              claimed.seq());
          return new Recorded(owned, merged);
        });
  }

  private static List<DeliverySummary> merge(
      Statements s, List<DeliverySummary> stored, List<Delivery> outcomes, boolean owned)
      throws SQLException {
    Map<String, Delivery> byWebhook = new HashMap<>();
    outcomes.forEach(outcome -> byWebhook.put(outcome.id().webhookId(), outcome));
    List<DeliverySummary> merged = new ArrayList<>();
    for (var summary : stored) {
      Delivery outcome = byWebhook.get(summary.webhookId());
      if (outcome == null || !takes(summary, outcome, owned)) {
        merged.add(summary);
        continue;
      }
      merged.add(outcome.summary());
      if (outcome.state() != DeliveryState.DELIVERED) {
        DeliveryRows.insertIfAbsent(s, outcome);
      } else if (!owned) {
        DeliveryRows.deliverIfPresent(s, outcome);
      }
    }
    return merged;
  }

  private static boolean takes(DeliverySummary stored, Delivery outcome, boolean owned) {
    return stored.state() != DeliveryState.DELIVERED
        && (owned || outcome.state() == DeliveryState.DELIVERED);
  }

  @Override
  public Optional<EventRecord> get(EventKey key) {
    return database.read(
        s ->
            s.first(
                SqliteEventLog::record,
                "SELECT seq, envelope, accepted_at, claim, deliveries FROM events WHERE tenant = ? AND id = ?",
                key.tenantId(),
                key.id()));
  }

  @Override
  public Page<EventRecord> list(
      String tenantId, EventFilter filter, @Nullable String cursor, int limit) {
    long before = Cursor.read(cursor);
    List<Object> values = new ArrayList<>(List.of(tenantId, before));
    var sql =
        new StringBuilder(
            "SELECT e.seq, e.envelope, e.accepted_at, e.claim, e.deliveries FROM events e");
    if (filter.webhookId() != null) {
      sql.append(" JOIN event_webhooks w ON w.seq = e.seq");
    }
    sql.append(" WHERE e.tenant = ? AND e.seq < ?");
    if (filter.webhookId() != null) {
      sql.append(" AND w.webhook = ?");
      values.add(filter.webhookId());
    }
    if (filter.type() != null) {
      sql.append(" AND e.type = ?");
      values.add(filter.type());
    }
    sql.append(filter.webhookId() != null ? " ORDER BY w.seq" : " ORDER BY e.seq");
    sql.append(" DESC LIMIT ?");
    values.add(limit + 1);
    return database.read(
        s ->
            Cursor.page(
                s.all(
                    row -> new Cursor.Row<>(row.getLong(1), record(row)),
                    sql.toString(),
                    values.toArray()),
                limit));
  }

  private static EventRecord record(ResultSet row) throws SQLException {
    return new EventRecord(
        event(row.getString(2)),
        Instant.ofEpochMilli(row.getLong(3)),
        row.getString(4) == null,
        SummaryText.read(row.getString(5)));
  }

  private static Event event(String envelope) {
    return switch (EnvelopeReader.read(envelope.getBytes(StandardCharsets.UTF_8))) {
      case Reading.Accepted accepted -> accepted.event();
      case Reading.Malformed malformed ->
          throw new IllegalStateException("a stored envelope is damaged: " + malformed.detail());
    };
  }
}
