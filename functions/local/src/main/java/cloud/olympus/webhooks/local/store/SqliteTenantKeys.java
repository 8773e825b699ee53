package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.signing.TenantKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** {@link TenantKeys} on the embedded store. */
public final class SqliteTenantKeys implements TenantKeys {

  private final Database database;

  /** On an open file. */
  public SqliteTenantKeys(Database database) {
    this.database = database;
  }

  @Override
  public Optional<TenantKeySet> find(String handle) {
    return database.read(
        s ->
            s.first(
                SqliteTenantKeys::read,
                "SELECT tenant, version, keys FROM tenant_keys WHERE handle = ?",
                handle));
  }

  @Override
  public Optional<TenantKeySet> replace(TenantKeySet changed) {
    var next = changed.withVersion(changed.version() + 1);
    String keys = TenantKeysJson.write(next.keys());
    int rows =
        database.write(
            s ->
                changed.version() == 0
                    ? s.update(
                        "INSERT INTO tenant_keys (handle, tenant, version, keys)"
                            + " VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING",
                        next.handle(),
                        next.tenantId(),
                        keys)
                    : s.update(
                        "UPDATE tenant_keys SET version = ?, keys = ?"
                            + " WHERE handle = ? AND version = ?",
                        next.version(),
                        keys,
                        next.handle(),
                        changed.version()));
    return rows == 1 ? Optional.of(next) : Optional.empty();
  }

  @Override
  public List<TenantKeySet> first(int limit) {
    return database.read(
        s ->
            s.all(
                SqliteTenantKeys::read,
                "SELECT tenant, version, keys FROM tenant_keys ORDER BY handle LIMIT ?",
                limit));
  }

  private static TenantKeySet read(ResultSet row) throws SQLException {
    return new TenantKeySet(
        row.getString("tenant"),
        TenantKeysJson.read(row.getString("keys")),
        row.getLong("version"));
  }
}
