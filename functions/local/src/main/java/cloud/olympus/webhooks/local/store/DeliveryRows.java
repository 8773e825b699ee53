package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.Turn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Rows of {@code deliveries}, which both the event log and the queue write. */
final class DeliveryRows {

  static final String COLUMNS =
      "id, event_type, ordering_key, state, due_at, attempts, reason, created_at, updated_at";

  static final String UNFINISHED = "state IN ('first', 'pending', 'held')";

  /** Of a lane's unfinished deliveries of a key the first added: the index ends in the rowid. */
  private static final String FIRST =
      " FROM deliveries WHERE webhook = ? AND tenant = ? AND ordering_key = ? AND "
          + UNFINISHED
          + " ORDER BY deliveries.rowid LIMIT 1";

  private DeliveryRows() {}

  static boolean insertIfAbsent(Statements s, Delivery delivery) throws SQLException {
    return s.update(
            "INSERT INTO deliveries (id, tenant, webhook, event_type, ordering_key, state, due_at, epoch,"
                + " reason, attempts, created_at, updated_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            delivery.id().toString(),
            delivery.id().tenantId(),
            delivery.id().webhookId(),
            delivery.eventType(),
            delivery.orderingKey(),
            Turn.codeOf(delivery),
            delivery.dueAt().toEpochMilli(),
            delivery.reason(),
            AttemptsJson.write(delivery.attempts()),
            delivery.createdAt().toEpochMilli(),
            delivery.updatedAt().toEpochMilli())
        == 1;
  }

  /** A success that came late ends what another pass had queued, unless it has ended already. */
  static void deliverIfPresent(Statements s, Delivery delivered) throws SQLException {
    write(s, delivered, 0, UNFINISHED);
  }

  static boolean write(Statements s, Delivery after, long epoch, String condition)
      throws SQLException {
    boolean written =
        s.update(
                "UPDATE deliveries SET state = ?, due_at = ?, epoch = max(epoch, ?), reason = ?,"
                    + " attempts = ?, updated_at = ? WHERE id = ? AND "
                    + condition,
                Turn.codeOf(after),
                after.dueAt().toEpochMilli(),
                epoch,
                after.reason(),
                AttemptsJson.write(after.attempts()),
                after.updatedAt().toEpochMilli(),
                after.id().toString())
            == 1;
    if (written && after.state().isFinal()) {
      // What was queued keeps its order, of which whoever ends it may know nothing.
      var key =
          s.first(
              row -> row.getString(1),
              "SELECT ordering_key FROM deliveries WHERE id = ? AND ordering_key IS NOT NULL",
              after.id().toString());
      if (key.isPresent()) {
        release(s, after.inOrderOf(key.get()));
      }
    }
    return written;
  }

  /** Makes due what waits for one that has ended, and for no other. */
  private static void release(Statements s, Delivery ended) throws SQLException {
    var next = firstOfKey(s, ended);
    if (next.isPresent()) {
      s.update(
          "UPDATE deliveries SET due_at = ? WHERE id = ?"
              + " AND rowid > (SELECT rowid FROM deliveries WHERE id = ?)",
          next.get().following(ended).dueAt().toEpochMilli(),
          next.get().id().toString(),
          ended.id().toString());
    }
  }

  /** The first of a delivery's lane and ordering key that is unfinished. */
  static Optional<Delivery> firstOfKey(Statements s, Delivery delivery) throws SQLException {
    return s.first(
        DeliveryRows::read,
        "SELECT " + COLUMNS + FIRST,
        delivery.id().webhookId(),
        delivery.id().tenantId(),
        delivery.orderingKey());
  }

  /** Reads a row of {@link #COLUMNS}. */
  static Delivery read(ResultSet row) throws SQLException {
    return new Delivery(
        DeliveryId.parse(row.getString("id")).orElseThrow(),
        row.getString("event_type"),
        row.getString("ordering_key"),
        Turn.stateOf(row.getString("state")),
        Instant.ofEpochMilli(row.getLong("due_at")),
        AttemptsJson.read(row.getString("attempts")),
        row.getString("reason"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }
}
