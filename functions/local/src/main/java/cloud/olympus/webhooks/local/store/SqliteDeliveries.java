package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.delivery.Turn;
import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Lease;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link Deliveries} on the embedded store. */
public final class SqliteDeliveries implements Deliveries {

  /** One look into the index for each turn. */
  private static final String NEXT_DUE =
      "SELECT due FROM (SELECT min(due_at) AS due FROM (VALUES ('first'), ('pending'), ('held'))"
          + " JOIN deliveries ON state = column1 WHERE webhook = ?1 AND tenant = ?2"
          + " GROUP BY column1) ORDER BY due LIMIT 1";

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
  public List<Delivery> ready(LaneKey lane, Set<Turn> turns, Instant now, int limit) {
    // One look into the index for each, since in one for all SQLite would sort what is due.
    List<Delivery> ready =
        database.read(
            s -> {
              List<Delivery> found = new ArrayList<>();
              for (var turn : turns) {
                found.addAll(
                    s.all(
                        DeliveryRows::read,
                        "SELECT "
                            + DeliveryRows.COLUMNS
                            + " FROM deliveries WHERE webhook = ? AND tenant = ? AND state = ?"
                            + " AND due_at <= ? ORDER BY due_at LIMIT ?",
                        lane.webhookId(),
                        lane.tenantId(),
                        turn.code(),
                        now.toEpochMilli(),
                        limit));
              }
              return found;
            });
    if (turns.size() == 1) {
      return ready;
    }
    ready.sort(Comparator.comparing(Delivery::dueAt));
    return ready.subList(0, Math.min(limit, ready.size()));
  }

  @Override
  public Optional<Instant> nextDue(LaneKey lane) {
    return database.read(
        s ->
            s.first(
                row -> Instant.ofEpochMilli(row.getLong(1)),
                NEXT_DUE,
                lane.webhookId(),
                lane.tenantId()));
  }

  @Override
  public boolean finish(Delivery after, long epoch) {
    String condition =
        after.state() == DeliveryState.DELIVERED
            ? DeliveryRows.UNFINISHED
            : DeliveryRows.UNFINISHED + " AND epoch <= " + epoch;
    return database.write(s -> DeliveryRows.write(s, after, epoch, condition));
  }

  @Override
  public Optional<Delivery> first(Delivery delivery, Instant until, Instant now) {
    var read = database.read(s -> DeliveryRows.firstOfKey(s, delivery));
    if (read.isPresent() && read.get().id().equals(delivery.id())) {
      return read;
    }
    return database.write(
        s -> {
          var first = DeliveryRows.firstOfKey(s, delivery);
          if (first.isEmpty() || first.get().id().equals(delivery.id())) {
            return first;
          }
          var behind = delivery.behind(until, now);
          int put =
              s.update(
                  "UPDATE deliveries SET state = ?, due_at = ?, reason = ?, updated_at = ?"
                      + " WHERE id = ? AND "
                      + DeliveryRows.UNFINISHED,
                  behind.state().code(),
                  until.toEpochMilli(),
                  behind.reason(),
                  now.toEpochMilli(),
                  delivery.id().toString());
          return put == 1 ? first : Optional.empty();
        });
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
                  + " due_at = CASE ? WHEN 'held' THEN min(due_at, max(updated_at, ?) + ?) ELSE due_at END,"
                  + " epoch = max(epoch, ?) WHERE id IN (SELECT id FROM deliveries WHERE webhook = ?"
                  + " AND tenant = ? AND state IN (?, ?) ORDER BY due_at LIMIT ?)",
              to.code(),
              reason,
              millis,
              to.code(),
              millis,
              Pass.LEASE.toMillis(),
              lease.epoch(),
              lane.webhookId(),
              lane.tenantId(),
              from.code(),
              from == DeliveryState.PENDING ? Turn.FIRST.code() : from.code(),
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
    List<String> codes = Turn.codesOf(states);
    String inStates = "";
    if (!states.isEmpty()) {
      inStates = " AND state IN (" + places(codes) + ")";
      values.addAll(codes);
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
  public Map<DeliveryState, Long> count(LaneKey lane, Set<DeliveryState> states) {
    List<Object> values = new ArrayList<>(List.of(lane.webhookId(), lane.tenantId()));
    List<String> codes = Turn.codesOf(states);
    values.addAll(codes);
    String sql =
        "SELECT state, count(*) FROM deliveries WHERE webhook = ? AND tenant = ? AND state IN ("
            + places(codes)
            + ") GROUP BY state";
    Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
    database
        .read(s -> s.all(row -> Map.entry(row.getString(1), row.getLong(2)), sql, values.toArray()))
        .forEach(entry -> counts.merge(Turn.stateOf(entry.getKey()), entry.getValue(), Long::sum));
    return counts;
  }

  private static String places(List<String> codes) {
    return String.join(", ", Collections.nCopies(codes.size(), "?"));
  }
}
