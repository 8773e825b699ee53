package cloud.olympus.webhooks.local.bus;

import cloud.olympus.webhooks.forwarder.EventForwarder;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.local.store.Database;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import com.google.cloud.functions.HttpFunction;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Calls the forwarder when a wake-up is due, as a queue of tasks does: again after a pause where
 * the answer is not 2xx.
 */
final class WakeupQueue implements Pump.Source<Wake> {

  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Database database;
  private final HttpFunction forwarder;
  private final InstantSource clock;

  WakeupQueue(Database database, HttpFunction forwarder, InstantSource clock) {
    this.database = database;
    this.forwarder = forwarder;
    this.clock = clock;
  }

  @Override
  public List<Wake> due(Instant now, Set<Wake> underway, int limit) {
    return database
        .read(
            s ->
                s.all(
                    row ->
                        new Wake(
                            new LaneKey(row.getString("tenant"), row.getString("webhook")),
                            row.getLong("epoch"),
                            Instant.ofEpochMilli(row.getLong("at"))),
                    "SELECT tenant, webhook, epoch, at FROM wakeups WHERE at <= ? ORDER BY at LIMIT ?",
                    now.toEpochMilli(),
                    underway.size() + limit))
        .stream()
        .filter(wake -> !underway.contains(wake))
        .limit(limit)
        .toList();
  }

  @Override
  public Optional<Instant> nextDue(Instant now) {
    return database.read(
        s ->
            s.first(
                row -> Instant.ofEpochMilli(row.getLong(1)),
                "SELECT at FROM wakeups WHERE at > ? ORDER BY at LIMIT 1",
                now.toEpochMilli()));
  }

  @Override
  public void handle(Wake wake) {
    boolean done = isDone(wake.lane());
    long again = clock.instant().plus(PAUSE).toEpochMilli();
    database.write(
        s -> {
          s.update(
              "DELETE FROM wakeups WHERE webhook = ? AND tenant = ? AND epoch = ? AND at = ?",
              wake.lane().webhookId(),
              wake.lane().tenantId(),
              wake.epoch(),
              wake.at().toEpochMilli());
          return done
              ? 0
              : s.update(
                  "INSERT OR IGNORE INTO wakeups (tenant, webhook, epoch, at) VALUES (?, ?, ?, ?)",
                  wake.lane().tenantId(),
                  wake.lane().webhookId(),
                  wake.epoch(),
                  again);
        });
  }

  private boolean isDone(LaneKey lane) {
    var body = new JsonObject();
    body.addProperty("tenant_id", lane.tenantId());
    body.addProperty("webhook_id", lane.webhookId());
    try {
      int status =
          InMemoryResponse.of(
                  forwarder, InMemoryRequest.post(EventForwarder.WAKE).json(body.toString()))
              .status();
      return status >= 200 && status <= 299;
    } catch (Exception e) {
      return false;
    }
  }
}
