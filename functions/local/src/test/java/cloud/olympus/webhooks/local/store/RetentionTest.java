package cloud.olympus.webhooks.local.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventFilter;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

  private static final Duration KEPT = Duration.ofDays(30);

  @TempDir Path folder;

  private final TestClock clock = new TestClock();
  private Database database;
  private SqliteEventLog log;
  private SqliteDeliveries deliveries;
  private Retention retention;

  @BeforeEach
  void open() throws CannotOpen {
    database = Database.open(folder.resolve("webhooks.db"));
    log = new SqliteEventLog(database);
    deliveries = new SqliteDeliveries(database);
    retention = new Retention(database, KEPT, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void anEventAndWhatWasMadeOfItGoWhenItIsOldAndNotBefore() {
    Event event = Samples.event("t-1");
    accept(event, DeliveryState.DELIVERED);
    clock.advance(KEPT);
    retainAll();
    assertTrue(log.get(event.key()).isPresent());

    clock.advance(Duration.ofMillis(1));
    retainAll();
    assertEquals(Optional.empty(), log.get(event.key()));
    assertEquals(List.of(), log.list(event.tenantId(), EventFilter.ALL, null, 10).items());
    assertEquals(0, rows("event_webhooks"));
  }

  @Test
  void whatHasExpiredStaysVisibleForAsLongAgainAndWhatIsHeldStays() {
    Event event = Samples.event("t-1");
    accept(event, DeliveryState.EXPIRED);
    Event other = Samples.event("t-1");
    accept(other, DeliveryState.HELD);
    clock.advance(KEPT.plusMillis(1));
    retainAll();
    var id = new DeliveryId(event.tenantId(), event.id(), "wh_1", 0);
    assertTrue(deliveries.get(id).isPresent());

    clock.advance(KEPT);
    retainAll();
    assertEquals(Optional.empty(), deliveries.get(id));
    var held = new DeliveryId(other.tenantId(), other.id(), "wh_1", 0);
    assertTrue(deliveries.get(held).isPresent(), "its lane has to end it");
  }

  @Test
  void aClaimedEventStaysUntilItsOutcomeIsRecorded() {
    Event event = Samples.event("t-1");
    log.claim(event, List.of("wh_1"), clock.instant(), Duration.ofSeconds(30));
    clock.advance(KEPT.multipliedBy(2));
    retainAll();
    assertTrue(log.get(event.key()).isPresent());
  }

  @Test
  void deadLettersAndIdempotencyKeysGoToo() {
    var letters = new SqliteDeadLetters(database);
    letters.store(DeadLetter.of("not_json", "", "t-1", null, new byte[] {'x'}, clock.instant()));
    clock.advance(KEPT.plusMillis(1));
    retainAll();
    assertEquals(0, rows("dead_letters"));
  }

  @Test
  void aStepIsSmall() {
    for (int i = 0; i < 450; i++) {
      accept(Samples.event("t-1"), DeliveryState.DELIVERED);
    }
    clock.advance(KEPT.plusMillis(1));
    assertEquals(List.of(200, 200, 50, 0), List.of(step(), step(), step(), step()));
  }

  private int step() {
    return retention.step();
  }

  private void retainAll() {
    while (retention.step() > 0) {
      // to the end
    }
  }

  private void accept(Event event, DeliveryState state) {
    var now = clock.instant();
    var mine = (Claim.Mine) log.claim(event, List.of("wh_1"), now, Duration.ofSeconds(30));
    var delivery =
        Delivery.fresh(new DeliveryId(event.tenantId(), event.id(), "wh_1", 0), event.type(), now)
            .moved(state, now, null, now);
    log.record(mine.token(), List.of(delivery), now);
  }

  private long rows(String table) {
    return database.read(
        s -> s.first(row -> row.getLong(1), "SELECT count(*) FROM " + table).orElseThrow());
  }
}
