package cloud.olympus.webhooks.testkit.engine;

import static cloud.olympus.webhooks.testkit.memory.ScriptedSender.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.Drain;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Sweep;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.testkit.Samples;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SweepTest {

  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void aWakeUpThatWasLostIsMadeGoodAfterTheGraceAndNotBefore() {
    var subscription = engine.subscribe();
    engine.sender.next(subscription.lane(), status(500));
    var event = engine.event();
    engine.pass(event);
    var due = engine.queue.next().orElseThrow();
    engine.queue.lose();
    engine.clock.advanceTo(due.plus(Sweep.GRACE));
    assertEquals(0, engine.sweep());
    engine.clock.advance(Duration.ofMillis(1));

    assertEquals(1, engine.sweep());

    engine.wake();
    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
    assertEquals(0, engine.sweep());
  }

  @Test
  void theLaneOfAHolderThatDiedIsTakenOver() {
    var subscription = engine.subscribe();
    engine.sender.next(subscription.lane(), status(500));
    var event = engine.event();
    engine.pass(event);
    engine.clock.advanceTo(engine.queue.next().orElseThrow());
    engine.lanes.acquire(subscription.lane(), engine.clock.instant(), Drain.LEASE);
    engine.wake();
    assertEquals(1, engine.sentTo(subscription));
    engine.clock.advance(Drain.LEASE.plus(Sweep.GRACE).plusMillis(1));

    assertEquals(1, engine.sweep());

    engine.wake();
    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
  }

  @Test
  void whatIsWellIsLeftAlone() {
    var subscription = engine.subscribe();
    engine.pass(engine.event());
    engine.sender.next(subscription.lane(), status(500));
    engine.pass(engine.event());

    assertEquals(0, engine.sweep());
    assertEquals(1, engine.queue.scheduled().size());
  }

  @Test
  void aWakeUpThatCannotBeMadeKeepsNoOtherBackNotEvenOfTheNextPage() {
    for (int i = 0; i < 501; i++) {
      engine.lanes.note(Samples.lane(), engine.clock.instant(), engine.clock.instant());
    }
    engine.clock.advance(Duration.ofMinutes(1));
    var first = new AtomicBoolean(true);
    engine.wakeups =
        wake -> {
          if (first.getAndSet(false)) {
            throw new Unavailable("the queue is out of reach");
          }
          engine.queue.at(wake);
        };

    assertThrows(Unavailable.class, engine::sweep);

    assertEquals(500, engine.queue.scheduled().size());
  }

  @Test
  void twoSweepsAtOnceDoNoHarm() {
    var subscription = engine.subscribe();
    engine.sender.next(subscription.lane(), status(500));
    engine.pass(engine.event());
    engine.clock.advance(Duration.ofHours(1));
    engine.queue.lose();

    assertEquals(1, engine.sweep());
    assertEquals(1, engine.sweep());
    engine.wake();

    assertEquals(2, engine.sentTo(subscription));
  }

  @Test
  void aloneItDeliversEverythingOnlyLater() {
    var subscription = engine.subscribe();
    engine.sender.next(subscription.lane(), status(500), status(500), status(500));
    var events = List.of(engine.event(), engine.event(), engine.event());
    events.forEach(engine::pass);

    for (int minute = 0; minute < 60; minute++) {
      engine.queue.lose();
      engine.clock.advance(Duration.ofMinutes(1));
      engine.sweep();
      engine.wake();
    }

    events.forEach(
        event ->
            assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state()));
    assertTrue(engine.deliveries.nextDue(subscription.lane()).isEmpty());
  }

  @Test
  void everyOverdueLaneIsWokenHoweverManyThereAre() {
    var lanes = overdue(1_201);

    assertEquals(1_201, engine.sweep());

    assertEquals(
        lanes, engine.queue.scheduled().stream().map(Wake::lane).collect(Collectors.toSet()));
  }

  @Test
  void aLaneThatStaysOverdueIsWokenOnceInAWindow() {
    overdue(1);

    engine.sweep();
    engine.clock.advance(Duration.ofMinutes(1));
    engine.sweep();
    assertEquals(1, engine.queue.scheduled().size());

    engine.clock.advance(Sweep.WINDOW);
    engine.sweep();
    assertEquals(2, engine.queue.scheduled().size());
  }

  @Test
  void aWakeUpThatIsRefusedKeepsNoOtherFromItsOwn() {
    var lanes = overdue(20);
    var unlucky = lanes.iterator().next();
    engine.wakeups =
        wake -> {
          if (wake.lane().equals(unlucky)) {
            throw new Unavailable("no queue", new IOException());
          }
          engine.queue.at(wake);
        };

    assertThrows(Unavailable.class, engine::sweep);

    assertEquals(19, engine.queue.scheduled().size());
  }

  /** At the start of a window, lanes whose wake-up is long overdue. */
  private Set<LaneKey> overdue(int number) {
    Instant now = engine.clock.instant();
    Instant window = now.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
    Set<LaneKey> lanes = new HashSet<>();
    for (int i = 0; i < number; i++) {
      var lane = Samples.lane();
      lanes.add(lane);
      engine.lanes.note(lane, now, now);
    }
    engine.clock.advanceTo(window);
    return lanes;
  }
}
