package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.ledger.IdempotencyKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@link IdempotencyKeys} on the embedded store. */
public final class SqliteIdempotencyKeys implements IdempotencyKeys {

  private final Database database;

  /** On an open file. */
  public SqliteIdempotencyKeys(Database database) {
    this.database = database;
  }

  @Override
  public Use begin(
      String scope, String key, String fingerprint, Instant now, Duration lock, Duration keep) {
    return database.write(
        s -> {
          var stored =
              s.first(
                  Stored::read,
                  "SELECT fingerprint, answer, locked_until FROM idempotency_keys"
                      + " WHERE scope = ? AND key = ? AND expires_at > ?",
                  scope,
                  key,
                  now.toEpochMilli());
          if (stored.isPresent() && !stored.get().isAbandoned(now)) {
            return stored.get().use(fingerprint);
          }
          s.update(
              "INSERT OR REPLACE INTO idempotency_keys"
                  + " (scope, key, fingerprint, answer, locked_until, expires_at)"
                  + " VALUES (?, ?, ?, NULL, ?, ?)",
              scope,
              key,
              fingerprint,
              now.plus(lock).toEpochMilli(),
              now.plus(keep).toEpochMilli());
          return new Use.First();
        });
  }

  private record Stored(String fingerprint, byte @Nullable [] answer, long lockedUntil) {
    static Stored read(ResultSet row) throws SQLException {
      return new Stored(row.getString(1), row.getBytes(2), row.getLong(3));
    }

    boolean isAbandoned(Instant now) {
      return answer == null && lockedUntil <= now.toEpochMilli();
    }

    Use use(String asked) {
      if (!fingerprint.equals(asked)) {
        return new Use.Mismatch();
      }
      return answer == null ? new Use.Running() : new Use.Replay(answer);
    }
  }

  @Override
  public void complete(String scope, String key, byte[] answer) {
    database.write(
        s ->
            s.update(
                "UPDATE idempotency_keys SET answer = ? WHERE scope = ? AND key = ?",
                answer,
                scope,
                key));
  }

  @Override
  public void abandon(String scope, String key) {
    database.write(
        s ->
            s.update(
                "DELETE FROM idempotency_keys WHERE scope = ? AND key = ? AND answer IS NULL",
                scope,
                key));
  }
}
