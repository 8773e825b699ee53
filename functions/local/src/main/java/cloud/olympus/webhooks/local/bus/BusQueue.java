package cloud.olympus.webhooks.local.bus;

import cloud.olympus.webhooks.local.store.Database;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import com.google.cloud.functions.HttpFunction;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pushes the messages of the bus to the forwarder with the bodies that Pub/Sub sends: at least
 * once, again after a pause where the answer is not 2xx, and to the dead letters after {@value
 * #ATTEMPTS} times. Whose turn it is says the {@link Rota}: a message with an ordering key is
 * pushed when all earlier ones of its key are acknowledged, so it is never given up.
 */
final class BusQueue implements Pump.Source<BusQueue.Message> {

  static final int ATTEMPTS = 100;

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final String SELECT =
      "SELECT seq, topic, attributes, data, published, attempts, retry_at IS NOT NULL, tenant,"
          + " ordering_key FROM bus WHERE ";

  private final Database database;
  private final HttpFunction forwarder;
  private final InstantSource clock;
  private final AtomicInteger putOff = new AtomicInteger();
  private final Rota rota;

  /**
   * On an open file; what an earlier process on it had put off is due at once.
   *
   * @param publishers where they wait for room
   */
  BusQueue(Database database, HttpFunction forwarder, InstantSource clock, Lobby publishers) {
    this.database = database;
    this.forwarder = forwarder;
    this.clock = clock;
    this.rota = new Rota(this::fresh, this::next, publishers);
    database.write(s -> s.update("UPDATE bus SET retry_at = NULL WHERE retry_at IS NOT NULL"));
  }

  /** Takes up what an earlier process left; to be called when {@link #added} is. */
  void restore() {
    database
        .read(s -> s.all(row -> row.getString(1), "SELECT DISTINCT tenant FROM bus"))
        .forEach(this::added);
  }

  /** There is a new message of a tenant, or of none; whether it may be pushed now. */
  boolean added(String tenant) {
    return rota.added(tenant);
  }

  /** Waits a moment where too many messages of a tenant wait. */
  void awaitRoom(String tenant) {
    rota.awaitRoom(tenant);
  }

  /** A message; its number alone tells it from others. */
  record Message(
      long seq,
      String topic,
      String attributes,
      byte[] data,
      long published,
      int attempts,
      boolean wasPutOff,
      String tenant,
      @Nullable String orderingKey) {

    static Message read(ResultSet row) throws SQLException {
      return new Message(
          row.getLong(1),
          row.getString(2),
          row.getString(3),
          row.getBytes(4),
          row.getLong(5),
          row.getInt(6),
          row.getBoolean(7),
          row.getString(8),
          row.getString(9));
    }

    /** Pub/Sub's wrapped push. */
    byte[] push() {
      return ("{\"message\":{\"data\":\""
              + Base64.getEncoder().encodeToString(data)
              + "\",\"attributes\":"
              + attributes
              + ",\"messageId\":\""
              + seq
              + "\",\"publishTime\":\""
              + Instant.ofEpochMilli(published)
              + "\"},\"subscription\":\"projects/local/subscriptions/"
              + topic
              + "\",\"deliveryAttempt\":"
              + (attempts + 1)
              + "}")
          .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Message that && seq == that.seq;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(seq);
    }
  }

  @Override
  public List<Message> due(Instant now, Set<Message> underway, int limit) {
    List<Message> again = List.of();
    if (putOff.get() > 0) {
      again =
          database.read(
              s ->
                  s.all(
                      Message::read,
                      SELECT + "retry_at <= ? ORDER BY retry_at LIMIT ?",
                      now.toEpochMilli(),
                      underway.size() + limit));
    }
    return rota.due(again, underway, now, limit);
  }

  /** Some that were never pushed, in order. */
  private List<Message> fresh(String tenant, long after, int limit) {
    return database.read(
        s ->
            s.all(
                Message::read,
                SELECT + "tenant = ? AND seq > ? AND retry_at IS NULL ORDER BY seq LIMIT ?",
                tenant,
                after,
                limit));
  }

  /** The one that follows another of its ordering key. */
  private Optional<Message> next(Message before) {
    return database.read(
        s ->
            s.first(
                Message::read,
                SELECT + "tenant = ? AND ordering_key = ? AND seq > ? ORDER BY seq LIMIT 1",
                before.tenant(),
                before.orderingKey(),
                before.seq()));
  }

  @Override
  public boolean hasMore() {
    return rota.hasMore();
  }

  @Override
  public Optional<Instant> nextPlace() {
    return rota.nextPlace();
  }

  @Override
  public Optional<Instant> nextDue(Instant now) {
    var place = rota.nextPlace();
    return putOff.get() == 0
        ? place
        : Stream.concat(place.stream(), nextPutOff(now).stream()).min(Comparator.naturalOrder());
  }

  private Optional<Instant> nextPutOff(Instant now) {
    return database.read(
        s ->
            s.first(
                row -> Instant.ofEpochMilli(row.getLong(1)),
                "SELECT retry_at FROM bus WHERE retry_at > ? ORDER BY retry_at LIMIT 1",
                now.toEpochMilli()));
  }

  @Override
  public void handle(Message message) {
    boolean gone = false;
    try {
      var answer = push(message);
      if (answer.isPresent() && answer.get().status() / 100 == 2) {
        acknowledge(message);
        gone = true;
      } else if (message.attempts() + 1 >= ATTEMPTS && message.orderingKey() == null) {
        giveUp(message);
        gone = true;
      } else {
        putOff(message, answer.map(BusQueue::retryAfter).orElse(Duration.ZERO));
      }
    } catch (RuntimeException | Error e) {
      rota.failed(message);
      throw e;
    } finally {
      rota.handled(message, gone);
    }
  }

  private void acknowledge(Message message) {
    var deleted =
        database.writeLater(s -> s.update("DELETE FROM bus WHERE seq = ?", message.seq()));
    if (message.wasPutOff()) {
      Database.await(deleted);
      putOff.decrementAndGet();
    }
    // Else not waited for: if it is lost with the process, the message comes again and finds its
    // event done.
  }

  /** The forwarder's answer, empty where it had none. */
  private Optional<InMemoryResponse> push(Message message) {
    var request =
        InMemoryRequest.post(Topic.ofCode(message.topic()).path())
            .header("Content-Type", "application/json")
            .body(message.push());
    try {
      return Optional.of(InMemoryResponse.of(forwarder, request));
    } catch (Exception e) {
      return Optional.empty();
    }
  }

  /**
   * Such as the rest of a claim whose holder may be dead: before that nobody could take it over.
   */
  private static Duration retryAfter(InMemoryResponse answer) {
    return answer
        .header("Retry-After")
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .orElse(Duration.ZERO);
  }

  private void putOff(Message message, Duration asked) {
    long pause =
        Math.min(
            LONGEST_PAUSE.toMillis(),
            SHORTEST_PAUSE.toMillis() << Math.min(message.attempts(), 20));
    long retryAt = clock.millis() + Math.max(pause, asked.toMillis());
    database.write(
        s ->
            s.update(
                "UPDATE bus SET attempts = attempts + 1, retry_at = ? WHERE seq = ?",
                retryAt,
                message.seq()));
    if (!message.wasPutOff()) {
      putOff.incrementAndGet();
    }
  }

  private void giveUp(Message message) {
    database.write(
        s ->
            s.update(
                    "INSERT INTO bus (topic, attributes, data, published)"
                        + " SELECT ?, attributes, data, published FROM bus WHERE seq = ?",
                    Topic.DEAD_LETTERS.code(),
                    message.seq())
                + s.update("DELETE FROM bus WHERE seq = ?", message.seq()));
    rota.added("");
    if (message.wasPutOff()) {
      putOff.decrementAndGet();
    }
  }
}
