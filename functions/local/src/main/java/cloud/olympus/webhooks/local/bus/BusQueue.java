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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Pushes the messages of the bus to the forwarder with the bodies that Pub/Sub sends: at least
 * once, again after a pause where the answer is not 2xx, and to the dead letters after {@value
 * #ATTEMPTS} times.
 */
final class BusQueue implements Pump.Source<BusQueue.Message> {

  static final int ATTEMPTS = 100;

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final String COLUMNS =
      "seq, topic, attributes, data, published, attempts, retry_at IS NOT NULL";

  private final Database database;
  private final HttpFunction forwarder;
  private final InstantSource clock;
  private final AtomicInteger putOff = new AtomicInteger();
  private final AtomicLong rewound = new AtomicLong(Long.MAX_VALUE);
  private long handedOut;

  /** On an open file; what an earlier process on it had put off is due at once. */
  BusQueue(Database database, HttpFunction forwarder, InstantSource clock) {
    this.database = database;
    this.forwarder = forwarder;
    this.clock = clock;
    database.write(s -> s.update("UPDATE bus SET retry_at = NULL WHERE retry_at IS NOT NULL"));
  }

  /** A message; its number alone tells it from others. */
  record Message(
      long seq,
      String topic,
      String attributes,
      byte[] data,
      long published,
      int attempts,
      boolean wasPutOff) {

    static Message read(ResultSet row) throws SQLException {
      return new Message(
          row.getLong(1),
          row.getString(2),
          row.getString(3),
          row.getBytes(4),
          row.getLong(5),
          row.getInt(6),
          row.getBoolean(7));
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
    List<Message> due = new ArrayList<>();
    if (putOff.get() > 0) {
      database
          .read(
              s ->
                  s.all(
                      Message::read,
                      "SELECT "
                          + COLUMNS
                          + " FROM bus WHERE retry_at <= ? ORDER BY retry_at LIMIT ?",
                      now.toEpochMilli(),
                      limit))
          .stream()
          .filter(message -> !underway.contains(message))
          .forEach(due::add);
    }
    handedOut = Math.min(handedOut, rewound.getAndSet(Long.MAX_VALUE));
    if (due.size() < limit) {
      List<Message> fresh =
          database.read(
              s ->
                  s.all(
                      Message::read,
                      "SELECT "
                          + COLUMNS
                          + " FROM bus WHERE seq > ? AND retry_at IS NULL ORDER BY seq LIMIT ?",
                      handedOut,
                      limit - due.size()));
      if (!fresh.isEmpty()) {
        handedOut = fresh.getLast().seq();
        fresh.stream().filter(message -> !underway.contains(message)).forEach(due::add);
      }
    }
    return due;
  }

  @Override
  public Optional<Instant> nextDue(Instant now) {
    if (putOff.get() == 0) {
      return Optional.empty();
    }
    return database.read(
        s ->
            s.first(
                row -> Instant.ofEpochMilli(row.getLong(1)),
                "SELECT retry_at FROM bus WHERE retry_at > ? ORDER BY retry_at LIMIT 1",
                now.toEpochMilli()));
  }

  @Override
  public void handle(Message message) {
    try {
      var answer = push(message);
      if (answer.isPresent() && answer.get().status() / 100 == 2) {
        acknowledge(message);
      } else if (message.attempts() + 1 >= ATTEMPTS) {
        giveUp(message);
      } else {
        putOff(message, answer.map(BusQueue::retryAfter).orElse(Duration.ZERO));
      }
    } catch (RuntimeException e) {
      rewound.accumulateAndGet(message.seq() - 1, Math::min);
      throw e;
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
    if (message.wasPutOff()) {
      putOff.decrementAndGet();
    }
  }
}
