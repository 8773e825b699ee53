package cloud.olympus.webhooks.local.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.local.store.CannotOpen;
import cloud.olympus.webhooks.local.store.Database;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import com.google.cloud.functions.HttpFunction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusQueueTest {

  @TempDir private Path folder;
  private final TestClock clock = new TestClock();
  private Database database;

  @BeforeEach
  void open() throws CannotOpen {
    database = Database.open(folder.resolve("webhooks.db"));
    new SqliteEventBus(database, Catalogue.load(), clock, () -> {}).publish(Samples.event("t-1"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aRefusedMessageIsPutOffLongerEachTime() {
    var queue = new BusQueue(database, (_, response) -> response.setStatusCode(503), clock);

    assertEquals(Duration.ofSeconds(1), pauseAfterAPush(queue));
    assertEquals(Duration.ofSeconds(2), pauseAfterAPush(queue));
    assertEquals(Duration.ofSeconds(4), pauseAfterAPush(queue));
  }

  @Test
  void itIsPutOffForAsLongAsTheAnswerAsks() {
    HttpFunction busy =
        (_, response) -> {
          response.setStatusCode(503);
          response.appendHeader("Retry-After", "29");
        };
    var queue = new BusQueue(database, busy, clock);

    assertEquals(Duration.ofSeconds(29), pauseAfterAPush(queue));
  }

  private Duration pauseAfterAPush(BusQueue queue) {
    Instant now = clock.instant();
    queue.handle(queue.due(now, Set.of(), 1).getFirst());
    Instant next = queue.nextDue(now).orElseThrow();
    clock.advanceTo(next);
    return Duration.between(now, next);
  }
}
