package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.lane.EndpointState;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.LaneState;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Lease;
import cloud.olympus.webhooks.lane.Wake;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@link Lanes} on the embedded store. */
public final class SqliteLanes implements Lanes {

  private static final String COLUMNS = "tenant, webhook, epoch, leased_until, next_wake, endpoint";

  private final Database database;

  /**
   * On an open file; leases of earlier processes on it are void from now on, and their lanes due.
   */
  public SqliteLanes(Database database, Instant now) {
    this.database = database;
    database.write(
        s ->
            s.update(
                "UPDATE lanes SET leased_until = NULL, next_wake = ? WHERE leased_until IS NOT NULL",
                now.toEpochMilli()));
  }

  @Override
  public Optional<Lease> acquire(LaneKey lane, Instant now, Duration ttl) {
    Instant until = now.plus(ttl);
    return database.write(
        s -> {
          var stored = find(s, lane);
          if (stored.leasedUntil() != null && stored.leasedUntil().isAfter(now)) {
            return Optional.<Lease>empty();
          }
          put(s, new LaneState(lane, stored.epoch() + 1, until, null, stored.endpoint()));
          return Optional.of(new Lease(lane, stored.epoch() + 1, until, stored.endpoint()));
        });
  }

  @Override
  public Optional<Lease> renew(Lease lease, Instant now, Duration ttl) {
    Instant until = now.plus(ttl);
    return database.write(
        s -> {
          var stored = find(s, lease.lane());
          if (!isHeld(stored, lease)) {
            return Optional.<Lease>empty();
          }
          s.update(
              "UPDATE lanes SET leased_until = ? WHERE webhook = ? AND tenant = ?",
              until.toEpochMilli(),
              lease.lane().webhookId(),
              lease.lane().tenantId());
          return Optional.of(new Lease(lease.lane(), lease.epoch(), until, stored.endpoint()));
        });
  }

  @Override
  public Optional<Wake> park(
      Lease lease, @Nullable Instant next, UnaryOperator<EndpointState> change, Instant now) {
    return database.write(
        s -> {
          var stored = find(s, lease.lane());
          if (!isHeld(stored, lease)) {
            return Optional.<Wake>empty();
          }
          Instant wake = earlier(stored.nextWake(), next);
          var endpoint = change.apply(stored.endpoint());
          put(s, new LaneState(lease.lane(), lease.epoch(), null, wake, endpoint));
          return Optional.ofNullable(wake).map(at -> new Wake(lease.lane(), lease.epoch(), at));
        });
  }

  @Override
  public Optional<Wake> note(LaneKey lane, Instant at, Instant now) {
    // Mostly one that early is noted, which is seen without the writer.
    if (isNoted(state(lane), at)) {
      return Optional.empty();
    }
    return database.write(
        s -> {
          var stored = find(s, lane);
          if (isNoted(stored, at)) {
            return Optional.<Wake>empty();
          }
          put(s, new LaneState(lane, stored.epoch(), stored.leasedUntil(), at, stored.endpoint()));
          boolean held = stored.leasedUntil() != null && stored.leasedUntil().isAfter(now);
          return held ? Optional.<Wake>empty() : Optional.of(new Wake(lane, stored.epoch(), at));
        });
  }

  private static boolean isNoted(LaneState stored, Instant at) {
    return stored.nextWake() != null && !at.isBefore(stored.nextWake());
  }

  @Override
  public EndpointState report(LaneKey lane, UnaryOperator<EndpointState> change, Instant now) {
    return database.write(
        s -> {
          var stored = find(s, lane);
          var endpoint = change.apply(stored.endpoint());
          if (!endpoint.equals(stored.endpoint())) {
            put(
                s,
                new LaneState(
                    lane, stored.epoch(), stored.leasedUntil(), stored.nextWake(), endpoint));
          }
          return endpoint;
        });
  }

  @Override
  public LaneState state(LaneKey lane) {
    return database.read(s -> find(s, lane));
  }

  @Override
  public List<Wake> stale(Instant before, @Nullable Wake after, int limit) {
    return database.read(
        s ->
            s.all(
                row ->
                    new Wake(
                        new LaneKey(row.getString("tenant"), row.getString("webhook")),
                        row.getLong("epoch"),
                        Instant.ofEpochMilli(row.getLong("overdue"))),
                "SELECT tenant, webhook, epoch, coalesce(leased_until, next_wake) AS overdue FROM lanes"
                    + " WHERE overdue < ? AND (overdue, tenant, webhook) > (?, ?, ?)"
                    + " ORDER BY overdue, tenant, webhook LIMIT ?",
                before.toEpochMilli(),
                after == null ? Long.MIN_VALUE : after.at().toEpochMilli(),
                after == null ? "" : after.lane().tenantId(),
                after == null ? "" : after.lane().webhookId(),
                limit));
  }

  /** Whether a lease is still the lane's. */
  static boolean isHeld(Statements s, Lease lease) throws SQLException {
    return isHeld(find(s, lease.lane()), lease);
  }

  private static boolean isHeld(LaneState stored, Lease lease) {
    return stored.epoch() == lease.epoch() && stored.leasedUntil() != null;
  }

  private static LaneState find(Statements s, LaneKey lane) throws SQLException {
    return s.first(
            SqliteLanes::read,
            "SELECT " + COLUMNS + " FROM lanes WHERE webhook = ? AND tenant = ?",
            lane.webhookId(),
            lane.tenantId())
        .orElseGet(() -> LaneState.unused(lane));
  }

  private static LaneState read(ResultSet row) throws SQLException {
    return new LaneState(
        new LaneKey(row.getString("tenant"), row.getString("webhook")),
        row.getLong("epoch"),
        instant(row, "leased_until"),
        instant(row, "next_wake"),
        EndpointText.read(row.getString("endpoint")));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Long millis = Statements.nullableLong(row, column);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  private static void put(Statements s, LaneState state) throws SQLException {
    s.update(
        "INSERT OR REPLACE INTO lanes (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)",
        state.lane().tenantId(),
        state.lane().webhookId(),
        state.epoch(),
        state.leasedUntil() == null ? null : state.leasedUntil().toEpochMilli(),
        state.nextWake() == null ? null : state.nextWake().toEpochMilli(),
        EndpointText.write(state.endpoint()));
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }
}
