package cloud.olympus.webhooks.local.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a publisher is slowed whose tenant's messages wait. */
@Timeout(60)
class RotaTest {

  private static final int LIMIT = 1_000;
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final TestClock clock = new TestClock();
  private final List<BusQueue.Message> published = new ArrayList<>();

  @Test
  void aPublisherWaitsUntilOneOfHisTenantHasHadItsTurn() throws InterruptedException {
    var rota = rota(FOR_EVER);
    publish(rota, "t-1", Rota.AT_ONCE + 2);
    var underWay = rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    var first = publisher(rota, "t-1");
    var second = publisher(rota, "t-1");

    rota.handled(underWay.getFirst(), true);
    rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    assertEquals(1, ended(first, second));

    rota.handled(underWay.getLast(), true);
    rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    assertEquals(2, ended(first, second));
  }

  @Test
  void aPublisherDoesNotWaitWhereNothingElseDoes() throws InterruptedException {
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
  void whatIsWrittenAfterAPublisherHasWaitedIsHandedOutToo() {
    var rota = rota(Duration.ofMillis(1));
    publish(rota, "t-1", Rota.AT_ONCE + 1);
    var underWay = rota.due(List.of(), Set.of(), clock.instant(), LIMIT);
    rota.awaitRoom("t-1");
    publish(rota, "t-1", 1);

    underWay.forEach(message -> rota.handled(message, true));

    assertEquals(2, rota.due(List.of(), Set.of(), clock.instant(), LIMIT).size());
  }

  private Rota rota(Duration patience) {
    return new Rota(
        (tenant, after, limit) ->
            published.stream()
                .filter(one -> one.tenant().equals(tenant) && one.seq() > after)
                .limit(limit)
                .toList(),
        _ -> Optional.empty(),
        patience);
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
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }

  /** How many have gone on; as many as were let go have, soon. */
  private static int ended(Thread first, Thread second) throws InterruptedException {
    while (first.isAlive() && second.isAlive()) {
      Thread.onSpinWait();
    }
    var other = first.isAlive() ? first : second;
    while (other.isAlive() && other.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return other.isAlive() ? 1 : 2;
  }
}
