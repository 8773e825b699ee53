package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.subscription.KillSwitches;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@link KillSwitches} on the embedded store. They are kept in memory too, since this process alone
 * can change them.
 */
public final class SqliteKillSwitches implements KillSwitches {

  private final Database database;
  private volatile List<Switch> current;

  /** On an open file. */
  public SqliteKillSwitches(Database database) {
    this.database = database;
    this.current = load();
  }

  @Override
  public synchronized boolean put(Switch on) {
    boolean known = current.stream().anyMatch(one -> one.scope().equals(on.scope()));
    if (!known && current.size() >= MOST) {
      return false;
    }
    database.write(
        s ->
            s.update(
                "INSERT INTO kill_switches (tenant, webhook, reason, since) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT DO UPDATE SET reason = excluded.reason",
                text(on.scope().tenantId()),
                text(on.scope().webhookId()),
                on.reason(),
                on.since().toEpochMilli()));
    current = load();
    return true;
  }

  @Override
  public synchronized boolean remove(Scope scope) {
    int removed =
        database.write(
            s ->
                s.update(
                    "DELETE FROM kill_switches WHERE tenant = ? AND webhook = ?",
                    text(scope.tenantId()),
                    text(scope.webhookId())));
    current = load();
    return removed == 1;
  }

  @Override
  public List<Switch> current() {
    return current;
  }

  private List<Switch> load() {
    return List.copyOf(
        database.read(
            s ->
                s.all(
                    SqliteKillSwitches::read,
                    "SELECT tenant, webhook, reason, since FROM kill_switches"
                        + " ORDER BY since, tenant, webhook")));
  }

  private static Switch read(ResultSet row) throws SQLException {
    return new Switch(
        new Scope(scope(row.getString("tenant")), scope(row.getString("webhook"))),
        row.getString("reason"),
        Instant.ofEpochMilli(row.getLong("since")));
  }

  private static String text(@Nullable String scope) {
    return Objects.requireNonNullElse(scope, "");
  }

  private static @Nullable String scope(String text) {
    return text.isEmpty() ? null : text;
  }
}
