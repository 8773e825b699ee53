package cloud.olympus.webhooks.testkit.engine;

import static cloud.olympus.webhooks.testkit.memory.ScriptedSender.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.lane.Drain;
import cloud.olympus.webhooks.lane.Sweep;
import java.time.Duration;
import java.util.List;
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
}
