package cloud.olympus.webhooks.local.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** Deletes what has grown old, in small steps, so that no other write waits long. */
public final class Retention {

  private static final int STEP = 200;

  private final Database database;
  private final Duration kept;
  private final InstantSource clock;

  /**
   * A retention.
   *
   * @param kept how long events, their deliveries and dead letters are kept
   */
  public Retention(Database database, Duration kept, InstantSource clock) {
    this.database = database;
    this.kept = kept;
    this.clock = clock;
  }

  /**
   * One step. What a lane has ended as expired stays for as long again.
   *
   * @return how many rows were changed; 0 when there is nothing left to do
   */
  public int step() {
    var now = clock.instant();
    long old = now.minus(kept).toEpochMilli();
    long older = now.minus(kept.multipliedBy(2)).toEpochMilli();
    return database.write(s -> events(s, old) + others(s, old, older, now.toEpochMilli()));
  }

  private static int events(Statements s, long old) throws SQLException {
    var gone =
        s.all(
            row -> Map.entry(row.getLong(1), SummaryText.read(row.getString(2))),
            "SELECT seq, deliveries FROM events WHERE accepted_at < ? AND claim IS NULL"
                + " ORDER BY accepted_at LIMIT ?",
            old,
            STEP);
    for (var event : gone) {
      for (var delivery : event.getValue()) {
        s.update(
            "DELETE FROM event_webhooks WHERE webhook = ? AND seq = ?",
            delivery.webhookId(),
            event.getKey());
      }
      s.update("DELETE FROM events WHERE seq = ?", event.getKey());
    }
    return gone.size();
  }

  private static int others(Statements s, long old, long older, long now) throws SQLException {
    int rows =
        s.update(
            "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE created_at < ?"
                + " AND state NOT IN ('first', 'pending', 'held') ORDER BY created_at LIMIT ?)",
            older,
            STEP);
    rows +=
        s.update(
            "DELETE FROM dead_letters WHERE seq IN (SELECT seq FROM dead_letters"
                + " WHERE at < ? ORDER BY at LIMIT ?)",
            old,
            STEP);
    rows += s.update("DELETE FROM idempotency_keys WHERE expires_at < ?", now);
    return rows + s.update("DELETE FROM payment_owners WHERE expires_at < ?", now);
  }
}
