package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Routes;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Subscriptions} on the embedded store. Routes are kept in memory and follow every change,
 * which this process alone can make.
 */
public final class SqliteSubscriptions implements Subscriptions {

  private static final int REMEMBERED = 10_000;

  private final Database database;
  private final ConcurrentHashMap<String, TenantRoutes> routes = new ConcurrentHashMap<>();

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
    changed(first.tenantId(), first.id());
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
    changed(next.tenantId(), next.id());
    return updated ? Optional.of(next) : Optional.empty();
  }

  @Override
  public boolean delete(String tenantId, String id, @Nullable Long version) {
    boolean deleted =
        database.write(
            s -> {
              boolean there =
                  s.update(
                          "DELETE FROM subscriptions WHERE tenant = ? AND id = ?"
                              + " AND version = coalesce(?, version)",
                          tenantId,
                          id,
                          version)
                      == 1;
              if (there) {
                s.update("DELETE FROM flags WHERE tenant = ? AND webhook = ?", tenantId, id);
              }
              return there;
            });
    changed(tenantId, id);
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
  public Routes routes(String tenantId, @Nullable String locationId) {
    if (routes.size() > REMEMBERED) {
      routes.clear();
    }
    // Computed under the map's lock for the tenant: a change that commits meanwhile follows.
    return routes.computeIfAbsent(tenantId, this::load).at(locationId);
  }

  private TenantRoutes load(String tenantId) {
    return database.read(
        s ->
            new TenantRoutes(
                s.all(
                    SqliteSubscriptions::read,
                    "SELECT tenant, id, version, body FROM subscriptions WHERE tenant = ? ORDER BY seq",
                    tenantId),
                flags(s, tenantId)));
  }

  private static Map<String, Flag> flags(Statements s, String tenantId) throws SQLException {
    Map<String, Flag> flags = new HashMap<>();
    s.all(
            row -> Map.entry(row.getString("webhook"), flag(row)),
            "SELECT webhook, kind, until FROM flags WHERE tenant = ?",
            tenantId)
        .forEach(flag -> flags.put(flag.getKey(), flag.getValue()));
    return flags;
  }

  private static Flag flag(ResultSet row) throws SQLException {
    return new Flag(
        Flag.Kind.ofCode(row.getString("kind")).orElseThrow(),
        Instant.ofEpochMilli(row.getLong("until")));
  }

  @Override
  public void flag(LaneKey endpoint, @Nullable Flag flag) {
    database.write(
        s ->
            flag == null
                ? s.update(
                    "DELETE FROM flags WHERE tenant = ? AND webhook = ?",
                    endpoint.tenantId(),
                    endpoint.webhookId())
                : s.update(
                    "INSERT OR REPLACE INTO flags (tenant, webhook, kind, until)"
                        + " SELECT tenant, id, ?, ? FROM subscriptions WHERE tenant = ? AND id = ?",
                    flag.kind().code(),
                    flag.until().toEpochMilli(),
                    endpoint.tenantId(),
                    endpoint.webhookId()));
    change(
        endpoint.tenantId(),
        known -> known.flagged(database.read(s -> flags(s, endpoint.tenantId()))));
  }

  private void changed(String tenantId, String id) {
    change(tenantId, known -> known.changed(id, get(tenantId, id).orElse(null)));
  }

  /**
   * What is known of a tenant follows a change that is committed: by what is stored, under the
   * map's lock, so that of two changes at once the later one stays.
   */
  private void change(String tenantId, Consumer<TenantRoutes> change) {
    try {
      routes.computeIfPresent(
          tenantId,
          (_, known) -> {
            change.accept(known);
            return known;
          });
    } catch (RuntimeException e) {
      // It is committed all the same; what was known is read anew when it is needed.
      routes.remove(tenantId);
    }
  }

  private static Subscription read(ResultSet row) throws SQLException {
    return SubscriptionJson.read(
        row.getString("tenant"),
        row.getString("id"),
        row.getLong("version"),
        row.getString("body"));
  }
}
