package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.ledger.DeadLetters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@link DeadLetters} on the embedded store. */
public final class SqliteDeadLetters implements DeadLetters {

  private static final String SELECT =
      "SELECT seq, id, reason, detail, tenant, event_id, body, at FROM dead_letters WHERE ";

  private final Database database;

  /** On an open file. */
  public SqliteDeadLetters(Database database) {
    this.database = database;
  }

  @Override
  public void store(DeadLetter letter) {
    database.write(
        s ->
            s.update(
                "INSERT INTO dead_letters (id, tenant, reason, detail, event_id, body, at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                letter.id(),
                letter.tenantId(),
                letter.reason(),
                letter.detail(),
                letter.eventId(),
                letter.body(),
                letter.at().toEpochMilli()));
  }

  @Override
  public Page<DeadLetter> list(@Nullable String tenantId, @Nullable String cursor, int limit) {
    long before = Cursor.read(cursor);
    String rest = "seq < ? ORDER BY seq DESC LIMIT ?";
    return database.read(
        s ->
            Cursor.page(
                tenantId == null
                    ? s.all(SqliteDeadLetters::read, SELECT + rest, before, limit + 1)
                    : s.all(
                        SqliteDeadLetters::read,
                        SELECT + "tenant = ? AND " + rest,
                        tenantId,
                        before,
                        limit + 1),
                limit));
  }

  private static Cursor.Row<DeadLetter> read(ResultSet row) throws SQLException {
    return new Cursor.Row<>(
        row.getLong("seq"),
        new DeadLetter(
            row.getString("id"),
            row.getString("reason"),
            row.getString("detail"),
            row.getString("tenant"),
            row.getString("event_id"),
            row.getString("body"),
            Instant.ofEpochMilli(row.getLong("at"))));
  }
}
