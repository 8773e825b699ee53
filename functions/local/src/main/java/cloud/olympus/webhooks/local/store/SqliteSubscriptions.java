package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@link Subscriptions} on the embedded store. Routes are kept in memory and forgotten with every
 * change, which this process alone can make.
 */
public final class SqliteSubscriptions implements Subscriptions {

  private static final int REMEMBERED = 10_000;

  private final Database database;
  private final ConcurrentHashMap<String, List<Subscription>> routes = new ConcurrentHashMap<>();

  /** On an open file. */
  public SqliteSubscriptions(Database database) {
    this.database = database;
  }

  @Override
  public Subscription create(Subscription subscription) {
    var first = subscription.withVersion(1);
    boolean created =
        database.write(
            s ->
                s.update(
                        "INSERT INTO subscriptions (tenant, id, version, body) VALUES (?, ?, 1, ?)"
                            + " ON CONFLICT DO NOTHING",
                        first.tenantId(),
                        first.id(),
                        SubscriptionJson.write(first))
                    == 1);
    routes.remove(first.tenantId());
    if (!created) {
      throw new IllegalStateException("the id of the subscription is taken");
    }
    return first;
  }

  @Override
  public Optional<Subscription> get(String tenantId, String id) {
    return database.read(
        s ->
            s.first(
                SqliteSubscriptions::read,
                "SELECT tenant, id, version, body FROM subscriptions WHERE tenant = ? AND id = ?",
                tenantId,
                id));
  }

  @Override
  public Optional<Subscription> update(Subscription changed) {
    var next = changed.withVersion(changed.version() + 1);
    boolean updated =
        database.write(
            s ->
                s.update(
                        "UPDATE subscriptions SET version = ?, body = ?"
                            + " WHERE tenant = ? AND id = ? AND version = ?",
                        next.version(),
                        SubscriptionJson.write(next),
                        next.tenantId(),
                        next.id(),
                        changed.version())
                    == 1);
    routes.remove(next.tenantId());
    return updated ? Optional.of(next) : Optional.empty();
  }

  @Override
  public boolean delete(String tenantId, String id, @Nullable Long version) {
    boolean deleted =
        database.write(
            s ->
                s.update(
                        "DELETE FROM subscriptions WHERE tenant = ? AND id = ?"
                            + " AND version = coalesce(?, version)",
                        tenantId,
                        id,
                        version)
                    == 1);
    routes.remove(tenantId);
    return deleted;
  }

  @Override
  public Page<Subscription> list(String tenantId, @Nullable String cursor, int limit) {
    return database.read(
        s ->
            Cursor.page(
                s.all(
                    row -> new Cursor.Row<>(row.getLong("seq"), read(row)),
                    "SELECT seq, tenant, id, version, body FROM subscriptions"
                        + " WHERE tenant = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
                    tenantId,
                    Cursor.read(cursor),
                    limit + 1),
                limit));
  }

  /** Whether no tenant has one. */
  public boolean isEmpty() {
    return database.read(s -> s.all(_ -> 1, "SELECT 1 FROM subscriptions LIMIT 1")).isEmpty();
  }

  @Override
  public List<Subscription> routes(String tenantId, @Nullable String locationId) {
    if (routes.size() > REMEMBERED) {
      routes.clear();
    }
    // Computed under the map's lock for the tenant: a change that commits meanwhile removes it
    // afterwards.
    return routes.computeIfAbsent(tenantId, this::all);
  }

  private List<Subscription> all(String tenantId) {
    return List.copyOf(
        database.read(
            s ->
                s.all(
                    SqliteSubscriptions::read,
                    "SELECT tenant, id, version, body FROM subscriptions WHERE tenant = ? ORDER BY seq",
                    tenantId)));
  }

  private static Subscription read(ResultSet row) throws SQLException {
    return SubscriptionJson.read(
        row.getString("tenant"),
        row.getString("id"),
        row.getLong("version"),
        row.getString("body"));
  }
}
