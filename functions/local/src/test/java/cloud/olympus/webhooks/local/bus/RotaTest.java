package cloud.olympus.webhooks.local.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a publisher is slowed whose tenant's messages wait, and what becomes of what fails. */
@Timeout(60)
class RotaTest {

  private static final int LIMIT = 1_000;
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final TestClock clock = new TestClock();
  private final List<BusQueue.Message> published = new ArrayList<>();
  private final List<Lobby> lobbies = new ArrayList<>();
  private @Nullable String outOfOrder;
  private int reads;

  @AfterEach
  void close() {
    lobbies.forEach(Lobby::close);
  }

  @Test
  void aPublisherWaitsUntilOneOfHisTenantHasHadItsTurn() throws InterruptedException {
    var rota = rota(FOR_EVER);
    publish(rota, "t-1", Rota.AT_ONCE + 2);
    var underWay = rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    var first = publisher(rota, "t-1");
    var second = publisher(rota, "t-1");

    rota.handled(underWay.getFirst(), true);
    rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    while (first.isAlive() && second.isAlive()) {
      Thread.onSpinWait();
    }
    assertTrue(first.isAlive() || second.isAlive());

    rota.handled(underWay.getLast(), true);
    rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    first.join();
    second.join();
  }

  @Test
  void aPublisherDoesNotWaitWhereNothingElseDoes() {
    var rota = rota(FOR_EVER);
    publish(rota, "t-1", Rota.AT_ONCE);
    rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    rota.due(List.of(), Set.of(), clock.instant(), LIMIT);

    rota.awaitRoom("t-1");
  }

  @Test
  void aPublisherDoesNotWaitForAnotherTenant() {
    var rota = rota(FOR_EVER);
    publish(rota, "t-1", 10 * Rota.AT_ONCE);
    publish(rota, "t-2", 1);
    rota.due(List.of(), Set.of(), clock.instant(), LIMIT);

    rota.awaitRoom("t-2");
    rota.awaitRoom("t-3");
  }

  @Test
  void aPublisherWaitsNoLongerThanHisPatience() {
    var rota = rota(Duration.ofMillis(1));
    publish(rota, "t-1", 10 * Rota.AT_ONCE);
    rota.due(List.of(), Set.of(), clock.instant(), LIMIT);

    rota.awaitRoom("t-1");
  }

  @Test
  void whoeverPublishesMoreThanItsTenantMayHaveWakesNobody() {
    var rota = rota(FOR_EVER);
    publish(rota, "t-1", Rota.AT_ONCE + 1);
    var underWay = rota.due(List.of(), Set.of(), clock.instant(), LIMIT);

    assertFalse(rota.added("t-1"), "whatever ends asks for more");
    assertTrue(rota.added("t-2"));

    handle(rota, underWay);
    rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    assertTrue(rota.added("t-1"));
  }

  @Test
  void whatIsDueAgainHasTheRoomThatThereIs() {
    var rota = rota(FOR_EVER);
    publish(rota, "t-1", 5);

    var due =
        rota.due(List.copyOf(published), Set.copyOf(published.subList(0, 2)), clock.instant(), 2);

    assertEquals(published.subList(2, 4), due);
  }

  @Test
  void aPublisherIsLetGoWhenTheLobbyCloses() throws InterruptedException {
    var rota = rota(FOR_EVER);
    publish(rota, "t-1", Rota.AT_ONCE + 2);
    rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    var waiting = publisher(rota, "t-1");

    close();

    waiting.join();
    rota.awaitRoom("t-1");
  }

  @Test
  void aPublisherWhoIsInterruptedWaitsNoLongerAndTakesNobodysTurn() throws InterruptedException {
    var rota = rota(FOR_EVER);
    publish(rota, "t-1", Rota.AT_ONCE + 2);
    var underWay = rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    var first = publisher(rota, "t-1");
    var second = publisher(rota, "t-1");

    first.interrupt();
    first.join();
    rota.handled(underWay.getFirst(), true);
    rota.due(List.of(), Set.of(), clock.instant(), LIMIT);

    second.join();
  }

  @Test
  void whatIsWrittenAfterAPublisherHasWaitedIsHandedOutToo() {
    var rota = rota(Duration.ofMillis(1));
    publish(rota, "t-1", Rota.AT_ONCE + 1);
    var underWay = rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    rota.awaitRoom("t-1");
    publish(rota, "t-1", 1);

    underWay.forEach(message -> rota.handled(message, true));

    assertEquals(2, rota.due(List.of(), Set.of(), clock.instant(), LIMIT).size());
  }

  @Test
  void whatCouldNotBeHandledIsDueAgainOnceItIsLetGoOf() {
    var rota = rota(FOR_EVER);
    publish(rota, "t-1", 2);
    var underWay = rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    rota.failed(underWay.getFirst());
    rota.handled(underWay.getFirst(), false);
    assertEquals(List.of(), rota.due(List.of(), Set.copyOf(underWay), clock.instant(), LIMIT));

    var others = Set.of(underWay.getLast());

    assertEquals(List.of(underWay.getFirst()), rota.due(List.of(), others, clock.instant(), LIMIT));
  }

  @Test
  void whatIsNotHandedOutBecauseTheStoreDoesNotAnswerIsDueAgain() {
    var rota = rota(FOR_EVER);
    publish(rota, "t-1", 3);
    publish(rota, "t-2", 2 * Rota.AT_ONCE);
    publish(rota, "t-3", 2);
    for (var tenant : List.of("t-1", "t-2", "t-3")) {
      outOfOrder = tenant;
      assertThrows(Unavailable.class, () -> rota.due(List.of(), Set.of(), clock.instant(), LIMIT));
    }
    outOfOrder = null;

    var due = rota.due(List.of(), Set.of(), clock.instant(), LIMIT);

    assertEquals(3 + Rota.BESIDE_OTHERS + 2, Set.copyOf(due).size());
    assertEquals(3 + Rota.BESIDE_OTHERS + 2, due.size());
  }

  @Test
  void aTenantHasLessUnderWayWhileAnotherHasEvents() {
    var rota = rota(FOR_EVER);
    publish(rota, "t-1", 10 * Rota.AT_ONCE);
    publish(rota, "t-2", 1);
    handle(rota, rota.due(List.of(), Set.of(), clock.instant(), LIMIT));

    clock.advance(Rota.LATELY);
    var beside = rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    handle(rota, beside);
    clock.advance(Duration.ofMillis(1));
    var alone = rota.due(List.of(), Set.of(), clock.instant(), LIMIT);

    assertEquals(Rota.BESIDE_OTHERS, beside.size());
    assertEquals(Rota.AT_ONCE, alone.size());
  }

  @Test
  void whatWaitsIsReadManyAtATime() {
    var rota = rota(FOR_EVER);
    publish(rota, "t-1", 101 * Rota.AT_ONCE);
    var next = rota.due(List.of(), Set.of(), clock.instant(), LIMIT).getLast();
    reads = 0;

    for (int i = 0; i < 100 * Rota.AT_ONCE; i++) {
      rota.handled(next, true);
      var due = rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
      assertEquals(List.of(next.seq() + 1), due.stream().map(BusQueue.Message::seq).toList());
      next = due.getFirst();
    }

    assertTrue(reads <= 100 * Rota.AT_ONCE / 16, () -> reads + " reads");
  }

  @Test
  void whatCouldNotBeHandledComesBeforeWhatWasReadAhead() {
    var rota = rota(FOR_EVER);
    publish(rota, "t-1", 2 * Rota.AT_ONCE);
    var underWay = rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    rota.failed(underWay.getFirst());
    rota.handled(underWay.getFirst(), false);

    var others = Set.copyOf(underWay.subList(1, underWay.size()));

    assertEquals(List.of(underWay.getFirst()), rota.due(List.of(), others, clock.instant(), LIMIT));
    rota.handled(underWay.getFirst(), true);
    assertEquals(
        List.of(Rota.AT_ONCE + 1L),
        rota.due(List.of(), others, clock.instant(), LIMIT).stream()
            .map(BusQueue.Message::seq)
            .toList());
  }

  @Test
  void whatWasUnderWayWhenItWasReadIsNotHandedOutOnceItHasEnded() {
    var rota = rota(FOR_EVER);
    publish(rota, "t-1", 3 * Rota.AT_ONCE);
    var underWay = rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    rota.failed(underWay.getFirst());
    rota.handled(underWay.getFirst(), false);
    var others = underWay.subList(1, underWay.size());
    var first = rota.due(List.of(), Set.copyOf(others), clock.instant(), LIMIT);

    handle(rota, others);
    var due = rota.due(List.of(), Set.copyOf(first), clock.instant(), LIMIT);

    assertEquals(Rota.AT_ONCE - 1, due.size());
    assertEquals(Rota.AT_ONCE + 1, due.getFirst().seq());
  }

  private Rota rota(Duration patience) {
    var lobby = new Lobby(patience);
    lobbies.add(lobby);
    return new Rota(this::fresh, _ -> Optional.empty(), lobby);
  }

  private List<BusQueue.Message> fresh(String tenant, long after, int limit) {
    if (tenant.equals(outOfOrder)) {
      throw new Unavailable("the disk is full");
    }
    reads++;
    return published.stream()
        .filter(one -> one.tenant().equals(tenant) && one.seq() > after)
        .limit(limit)
        .toList();
  }

  private static void handle(Rota rota, List<BusQueue.Message> messages) {
    messages.forEach(message -> rota.handled(message, true));
  }

  private void publish(Rota rota, String tenant, int messages) {
    for (int i = 0; i < messages; i++) {
      published.add(
          new BusQueue.Message(
              published.size() + 1L, "events", "{}", new byte[0], 0, 0, false, tenant, null));
    }
    rota.added(tenant);
  }

  /** One that waits. */
  private static Thread publisher(Rota rota, String tenant) {
    var thread = Thread.ofPlatform().start(() -> rota.awaitRoom(tenant));
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }
}
