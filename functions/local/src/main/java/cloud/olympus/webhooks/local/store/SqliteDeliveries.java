package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Lease;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link Deliveries} on the embedded store. */
public final class SqliteDeliveries implements Deliveries {

  private final Database database;

  /** On an open file. */
  public SqliteDeliveries(Database database) {
    this.database = database;
  }

  @Override
  public boolean enqueue(Delivery delivery) {
    return database.write(s -> DeliveryRows.insertIfAbsent(s, delivery));
  }

  @Override
  public List<Delivery> ready(LaneKey lane, Instant now, int limit) {
    return database.read(
        s ->
            s.all(
                DeliveryRows::read,
                "SELECT "
                    + DeliveryRows.COLUMNS
                    + " FROM deliveries WHERE webhook = ? AND tenant = ? AND state = 'pending'"
                    + " AND due_at <= ? ORDER BY due_at LIMIT ?",
                lane.webhookId(),
                lane.tenantId(),
                now.toEpochMilli(),
                limit));
  }

  @Override
  public Optional<Instant> nextDue(LaneKey lane) {
    return database.read(
        s ->
            s.first(
                row -> Instant.ofEpochMilli(row.getLong(1)),
                "SELECT due_at FROM deliveries WHERE webhook = ? AND tenant = ? AND state = 'pending'"
                    + " ORDER BY due_at LIMIT 1",
                lane.webhookId(),
                lane.tenantId()));
  }

  @Override
  public boolean finish(Delivery after, long epoch) {
    String condition =
        after.state() == DeliveryState.DELIVERED
            ? "state IN ('pending', 'held')"
            : "state IN ('pending', 'held') AND epoch <= " + epoch;
    return database.write(s -> DeliveryRows.write(s, after, epoch, condition));
  }

  @Override
  public int move(
      Lease lease,
      DeliveryState from,
      DeliveryState to,
      @Nullable String reason,
      Instant now,
      int limit) {
    var lane = lease.lane();
    return database.write(
        s -> {
          if (!SqliteLanes.isHeld(s, lease)) {
            return 0;
          }
          long millis = now.toEpochMilli();
          // due_at by the rule of Deliveries.dueWhenMoved.
          return s.update(
              "UPDATE deliveries SET state = ?, reason = ?, updated_at = ?,"
                  + " due_at = CASE ? WHEN 'pending' THEN max(due_at, ?)"
                  + " WHEN 'held' THEN min(due_at, ?) ELSE due_at END,"
                  + " epoch = max(epoch, ?) WHERE id IN (SELECT id FROM deliveries WHERE webhook = ?"
                  + " AND tenant = ? AND state = ? ORDER BY due_at LIMIT ?)",
              to.code(),
              reason,
              millis,
              to.code(),
              millis,
              now.plus(Pass.LEASE).toEpochMilli(),
              lease.epoch(),
              lane.webhookId(),
              lane.tenantId(),
              from.code(),
              limit);
        });
  }

  @Override
  public Optional<Delivery> get(DeliveryId id) {
    return database.read(
        s ->
            s.first(
                DeliveryRows::read,
                "SELECT " + DeliveryRows.COLUMNS + " FROM deliveries WHERE id = ?",
                id.toString()));
  }

  @Override
  public Page<Delivery> list(
      LaneKey lane, Set<DeliveryState> states, @Nullable String cursor, int limit) {
    var from = Position.read(cursor);
    List<Object> values =
        new ArrayList<>(
            List.of(lane.webhookId(), lane.tenantId(), from.millis(), from.millis(), from.id()));
    String inStates = "";
    if (!states.isEmpty()) {
      inStates =
          " AND state IN (" + String.join(", ", Collections.nCopies(states.size(), "?")) + ")";
      states.forEach(state -> values.add(state.code()));
    }
    values.add(limit + 1);
    String sql =
        "SELECT "
            + DeliveryRows.COLUMNS
            + " FROM deliveries WHERE webhook = ? AND tenant = ?"
            + " AND (created_at < ? OR (created_at = ? AND id < ?))"
            + inStates
            + " ORDER BY created_at DESC, id DESC LIMIT ?";
    List<Delivery> found = database.read(s -> s.all(DeliveryRows::read, sql, values.toArray()));
    boolean more = found.size() > limit;
    var shown = more ? found.subList(0, limit) : found;
    return new Page<>(shown, more ? Position.after(shown.getLast()).toString() : null);
  }

  /** Newest first, and by id where two are as new. */
  private record Position(long millis, String id) {
    static Position read(@Nullable String cursor) {
      if (cursor == null) {
        return new Position(Long.MAX_VALUE, "");
      }
      int space = cursor.indexOf(' ');
      return new Position(Long.parseLong(cursor.substring(0, space)), cursor.substring(space + 1));
    }

    static Position after(Delivery delivery) {
      return new Position(delivery.createdAt().toEpochMilli(), delivery.id().toString());
    }

    @Override
    public String toString() {
      return millis + " " + id;
    }
  }

  @Override
  public Map<DeliveryState, Long> count(LaneKey lane) {
    Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
    database
        .read(
            s ->
                s.all(
                    row -> Map.entry(row.getString(1), row.getLong(2)),
                    "SELECT state, count(*) FROM deliveries WHERE webhook = ? AND tenant = ? GROUP BY state",
                    lane.webhookId(),
                    lane.tenantId()))
        .forEach(
            entry ->
                counts.put(DeliveryState.ofCode(entry.getKey()).orElseThrow(), entry.getValue()));
    return counts;
  }

  @Override
  public int expire(Instant createdBefore, Instant now, int limit) {
    return database.write(
        s ->
            s.update(
                "UPDATE deliveries SET state = 'expired', reason = 'retention', updated_at = ?"
                    + " WHERE id IN (SELECT id FROM deliveries WHERE state IN ('pending', 'held')"
                    + " AND created_at < ? ORDER BY created_at LIMIT ?)",
                now.toEpochMilli(),
                createdBefore.toEpochMilli(),
                limit));
  }
}
