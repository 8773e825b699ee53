package cloud.olympus.webhooks.testkit.engine;

import static cloud.olympus.webhooks.testkit.memory.ScriptedSender.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.EndpointState.Health;
import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The flag that keeps a failing endpoint off the direct road does not outlast its recovery for
 * long, whatever keeps whoever finds it well from taking it away: each event by the lane costs five
 * writes.
 */
final class LeftOverFlagTest {

  private final Engine engine = new Engine();
  private final Subscription subscription = engine.subscribe();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void whereItCouldNotBeTakenAway() {
    failing();
    var others = engine.subscriptions;
    engine.subscriptions = spy(others);
    doThrow(new Unavailable("slow"))
        .when(engine.subscriptions)
        .flag(eq(subscription.lane()), isNull());
    answers(200);

    assertThrows(Unavailable.class, engine::wakeNext);
    engine.subscriptions = others;

    isBackOnTheDirectRoad();
  }

  @Test
  void whereItCannotBeTakenAwayNowTheLaneIsWokenAllTheSame() {
    answers(200);
    var others = engine.subscriptions;
    var lane = subscription.lane();
    others.flag(lane, new Flag(Flag.Kind.LANE_ONLY, engine.clock.instant().plusSeconds(3_600)));
    engine.subscriptions = spy(others);
    doThrow(new Unavailable("slow")).when(engine.subscriptions).flag(eq(lane), isNull());
    int before = engine.sentTo(subscription);

    engine.pass(engine.event());
    engine.wake();

    assertEquals(before + 1, engine.sentTo(subscription));
    assertTrue(isFlagged());
  }

  @Test
  void whereItsTenantCouldNotBeToldThatItIsWell() {
    failing();
    var tell = engine.tell;
    engine.tell =
        _ -> {
          throw new Unavailable("the bus is silent");
        };
    answers(200);

    assertThrows(Unavailable.class, engine::wakeNext);
    engine.tell = tell;

    isBackOnTheDirectRoad();
    assertEquals(
        List.of("webhook.failing", "webhook.recovered"),
        engine.told.stream().map(Event::type).toList());
  }

  @Test
  void whereTheGoodAnswerCameWhenItsHolderWasToStop() {
    failing();
    engine.pass(engine.event());
    // Its holder looks at the flags when it begins, and after the first answer.
    var looked = new CountDownLatch(2);
    var others = engine.subscriptions;
    engine.subscriptions = spy(others);
    doAnswer(
            call -> {
              looked.countDown();
              return call.callRealMethod();
            })
        .when(engine.subscriptions)
        .routes(engine.tenant, null);
    var sent = new AtomicInteger();
    engine.sender.always(
        subscription.lane(),
        _ -> {
          if (sent.incrementAndGet() == 1) {
            engine.stopping.set(true);
            return status(400);
          }
          assertTrue(Engine.await(looked), "the first is not learnt of");
          return status(200);
        });
    engine.clock.advance(Duration.ofHours(10));
    engine.wake();
    engine.stopping.set(false);
    engine.subscriptions = others;

    answers(200);
    isBackOnTheDirectRoad();
  }

  @Test
  void whereWhoFoundItWellStoodStill() {
    failing();
    answers(200);
    var others = engine.subscriptions;
    engine.subscriptions = spy(others);
    doAnswer(
            call -> {
              var seen = call.callRealMethod();
              engine.clock.advance(Courier.DEADLINE.plusSeconds(1));
              return seen;
            })
        .when(engine.subscriptions)
        .routes(engine.tenant, null);

    engine.wakeNext();
    engine.subscriptions = others;

    isBackOnTheDirectRoad();
  }

  /** Its tenant is told, and its events go by the lane. */
  private void failing() {
    answers(400);
    engine.pass(engine.event());
    while (engine.told.isEmpty()) {
      assertTrue(engine.wakeNext());
    }
    assertTrue(isFlagged());
  }

  private void answers(int status) {
    engine.sender.always(subscription.lane(), _ -> status(status));
  }

  private void isBackOnTheDirectRoad() {
    engine.drain(subscription.lane()); // as Cloud Tasks does where a call failed
    while (engine.wakeNext()) {
      engine.clock.advance(Duration.ofSeconds(31)); // no lease lasts so long
    }
    int byLane = 0;
    for (int i = 0; i < 10; i++) {
      var event = engine.event();
      engine.pass(event);
      byLane += engine.hasDocument(event, subscription) ? 1 : 0;
      engine.wake();
    }
    assertTrue(byLane <= 1, byLane + " of 10 by the lane");
    assertEquals(
        Health.HEALTHY, engine.lanes.state(subscription.lane()).endpoint().health(), "healthy");
  }

  private boolean isFlagged() {
    return engine
        .subscriptions
        .routes(engine.tenant, null)
        .flag(subscription.id(), engine.clock.instant())
        .isPresent();
  }
}
