package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.Turn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Rows of {@code deliveries}, which both the event log and the queue write. */
final class DeliveryRows {

  static final String COLUMNS =
      "id, event_type, state, due_at, attempts, reason, created_at, updated_at";

  private DeliveryRows() {}

  static boolean insertIfAbsent(Statements s, Delivery delivery) throws SQLException {
    return s.update(
            "INSERT INTO deliveries (id, tenant, webhook, event_type, state, due_at, epoch, reason,"
                + " attempts, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            delivery.id().toString(),
            delivery.id().tenantId(),
            delivery.id().webhookId(),
            delivery.eventType(),
            Turn.codeOf(delivery),
            delivery.dueAt().toEpochMilli(),
            delivery.reason(),
            AttemptsJson.write(delivery.attempts()),
            delivery.createdAt().toEpochMilli(),
            delivery.updatedAt().toEpochMilli())
        == 1;
  }

  /** A success that came late ends what another pass had queued. */
  static void deliverIfPresent(Statements s, Delivery delivered) throws SQLException {
    write(s, delivered, 0, "state <> 'delivered'");
  }

  static boolean write(Statements s, Delivery after, long epoch, String condition)
      throws SQLException {
    return s.update(
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
  }

  /** Reads a row of {@link #COLUMNS}. */
  static Delivery read(ResultSet row) throws SQLException {
    return new Delivery(
        DeliveryId.parse(row.getString("id")).orElseThrow(),
        row.getString("event_type"),
        Turn.stateOf(row.getString("state")),
        Instant.ofEpochMilli(row.getLong("due_at")),
        AttemptsJson.read(row.getString("attempts")),
        row.getString("reason"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }
}
