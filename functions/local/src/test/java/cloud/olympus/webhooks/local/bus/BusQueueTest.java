package cloud.olympus.webhooks.local.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.local.store.CannotOpen;
import cloud.olympus.webhooks.local.store.Database;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import com.google.cloud.functions.HttpFunction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusQueueTest {

  @TempDir private Path folder;
  private final TestClock clock = new TestClock();
  private final Lobby lobby = new Lobby(Duration.ofMillis(1));
  private Database database;
  private SqliteEventBus bus;
  private @Nullable BusQueue queue;

  @BeforeEach
  void open() throws CannotOpen {
    database = Database.open(folder.resolve("webhooks.db"));
    bus = new SqliteEventBus(database, Catalogue.load(), clock, this::published);
  }

  @AfterEach
  void close() {
    database.close();
    lobby.close();
  }

  @Test
  void aRefusedMessageIsPutOffLongerEachTime() {
    bus.publish(Samples.event("t-1"));
    var queue = queue((_, response) -> response.setStatusCode(503));

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
    bus.publish(Samples.event("t-1"));
    var queue = queue(busy);

    assertEquals(Duration.ofSeconds(29), pauseAfterAPush(queue));
  }

  @Test
  void howeverMuchATenantHasPublishedAnotherIsNextToIt() {
    var queue = queue((_, _) -> {});
    for (int i = 0; i < 2_000; i++) {
      bus.publish(Samples.event("t-1"));
    }
    bus.publish(Samples.event("t-2"));
    bus.publish(Samples.event("t-3"));

    var due = queue.due(clock.instant(), Set.of(), 100);

    assertEquals(Rota.BESIDE_OTHERS + 2, due.size());
    assertEquals(1, of("t-2", due).size());
    assertEquals(1, of("t-3", due).size());
  }

  @Test
  void noTenantHasMoreUnderWayAtOnceThanItMay() {
    var queue = queue((_, _) -> {});
    for (int i = 0; i < 1_000; i++) {
      bus.publish(Samples.event("t-1"));
    }
    var underWay = new HashSet<>(queue.due(clock.instant(), Set.of(), 900));
    bus.publish(Samples.event("t-2"));

    assertEquals(Rota.AT_ONCE, underWay.size());
    assertEquals(1, queue.due(clock.instant(), underWay, 900).size());
    assertTrue(queue.hasMore());
    underWay.forEach(queue::handle);
    assertEquals(Rota.BESIDE_OTHERS, queue.due(clock.instant(), Set.of(), 900).size());
  }

  @Test
  void whatWaitsForAnEndpointKeepsNoOtherOfItsTenantWaiting() {
    var queue = queue((_, _) -> {});
    for (int i = 0; i < 1_000; i++) {
      bus.publish(Samples.event("t-1"));
    }
    var underWay = new HashSet<>(queue.due(clock.instant(), Set.of(), 900));
    clock.advance(Rota.WORK.minusMillis(1));
    assertEquals(Set.of(), Set.copyOf(queue.due(clock.instant(), underWay, 900)));
    assertEquals(Optional.of(clock.instant().plusMillis(1)), queue.nextDue(clock.instant()));

    clock.advance(Duration.ofMillis(1));
    underWay.addAll(queue.due(clock.instant(), underWay, 900));

    assertEquals(2 * Rota.AT_ONCE, underWay.size());
    for (int i = 0; i < 20; i++) {
      clock.advance(Rota.WORK);
      underWay.addAll(queue.due(clock.instant(), underWay, 900));
    }
    assertEquals(Rota.MOST, underWay.size());
    assertEquals(Optional.empty(), queue.nextDue(clock.instant()));
  }

  @Test
  void ofAKeyOneIsPushedAtATimeInTheOrderOfTheirPublication() {
    var status = new AtomicInteger(503);
    var queue = queue((_, response) -> response.setStatusCode(status.get()));
    for (int i = 0; i < 5; i++) {
      bus.publish(Samples.event("t-1").inOrderOf("a"));
    }
    bus.publish(Samples.event("t-1").inOrderOf("b"));
    bus.publish(Samples.event("t-2").inOrderOf("a"));
    var due = queue.due(clock.instant(), Set.of(), 100);
    assertEquals(List.of(1L, 6L, 7L), seqs(due).stream().sorted().toList());

    due.forEach(queue::handle);
    assertEquals(List.of(), queue.due(clock.instant(), Set.of(), 100));
    clock.advance(Duration.ofSeconds(1));
    status.set(204);
    List<Long> pushed = new ArrayList<>();
    for (var next = queue.due(clock.instant(), Set.of(), 100);
        !next.isEmpty();
        next = queue.due(clock.instant(), Set.of(), 100)) {
      pushed.addAll(seqs(next));
      next.forEach(queue::handle);
    }

    assertEquals(List.of(1L, 6L, 7L), pushed.subList(0, 3).stream().sorted().toList());
    assertEquals(List.of(2L, 3L, 4L, 5L), pushed.subList(3, 7));
  }

  @Test
  void ofAPaymentWhoseTenantIsToBeFoundOneIsPushedAtATime() {
    var queue = queue((_, response) -> response.setStatusCode(204));
    bus.publish(Samples.unrouted("pi_1"));
    bus.publish(Samples.unrouted("pi_1"));
    bus.publish(Samples.unrouted("pi_2"));
    bus.publish(Samples.unrouted(null));
    bus.publish(Samples.unrouted(null));

    var due = queue.due(clock.instant(), Set.of(), 100);
    due.forEach(queue::handle);

    assertEquals(List.of(1L, 3L, 4L, 5L), seqs(due));
    assertEquals(List.of(2L), seqs(queue.due(clock.instant(), Set.of(), 100)));
  }

  @Test
  void whatAnEarlierProcessLeftIsPushedInOrder() {
    var first = queue((_, response) -> response.setStatusCode(503));
    for (int i = 0; i < 3; i++) {
      bus.publish(Samples.event("t-1").inOrderOf("a"));
    }
    first.due(clock.instant(), Set.of(), 100).forEach(first::handle);
    queue = null;

    var second = queue((_, response) -> response.setStatusCode(204));
    for (long seq = 1; seq <= 3; seq++) {
      var due = second.due(clock.instant(), Set.of(), 100);
      assertEquals(List.of(seq), seqs(due));
      due.forEach(second::handle);
    }
  }

  @Test
  void whatCouldNotBeHandledIsDueAgain() {
    var queue = queue((_, response) -> response.setStatusCode(503));
    bus.publish(Samples.event("t-1").inOrderOf("a"));
    bus.publish(Samples.event("t-1").inOrderOf("a"));
    var due = queue.due(clock.instant(), Set.of(), 100);
    database.write(s -> s.update("ALTER TABLE bus RENAME COLUMN attempts TO gone"));

    assertThrows(RuntimeException.class, () -> queue.handle(due.getFirst()));

    database.write(s -> s.update("ALTER TABLE bus RENAME COLUMN gone TO attempts"));
    assertEquals(due, queue.due(clock.instant(), Set.of(), 100));
  }

  @Test
  void whatEndsInAnErrorIsDueAgain() {
    var queue =
        queue(
            (_, _) -> {
              throw new StackOverflowError();
            });
    bus.publish(Samples.event("t-1").inOrderOf("a"));
    var due = queue.due(clock.instant(), Set.of(), 100);

    assertThrows(StackOverflowError.class, () -> queue.handle(due.getFirst()));

    assertEquals(due, queue.due(clock.instant(), Set.of(), 100));
  }

  @Test
  void theNextOfAKeyIsPushedAlsoWhereItCouldNotBeReadAtOnce() {
    var queue = queue((_, response) -> response.setStatusCode(204));
    bus.publish(Samples.event("t-1").inOrderOf("a"));
    bus.publish(Samples.event("t-1").inOrderOf("a"));
    var due = queue.due(clock.instant(), Set.of(), 100);
    database.write(s -> s.update("ALTER TABLE bus RENAME COLUMN ordering_key TO gone"));

    assertThrows(RuntimeException.class, () -> queue.handle(due.getFirst()));

    database.write(s -> s.update("ALTER TABLE bus RENAME COLUMN gone TO ordering_key"));
    bus.publish(Samples.event("t-1").inOrderOf("a"));
    assertEquals(List.of(2L), seqs(queue.due(clock.instant(), Set.of(), 100)));
  }

  private BusQueue queue(HttpFunction forwarder) {
    var made = new BusQueue(database, forwarder, clock, lobby);
    made.restore();
    queue = made;
    return made;
  }

  private void published(String tenant) {
    if (queue != null) {
      queue.added(tenant);
    }
  }

  private static List<BusQueue.Message> of(String tenant, List<BusQueue.Message> messages) {
    return messages.stream().filter(message -> message.tenant().equals(tenant)).toList();
  }

  private static List<Long> seqs(List<BusQueue.Message> messages) {
    return messages.stream().map(BusQueue.Message::seq).toList();
  }

  private Duration pauseAfterAPush(BusQueue queue) {
    Instant now = clock.instant();
    queue.handle(queue.due(now, Set.of(), 1).getFirst());
    Instant next = queue.nextDue(now).orElseThrow();
    clock.advanceTo(next);
    return Duration.between(now, next);
  }
}
