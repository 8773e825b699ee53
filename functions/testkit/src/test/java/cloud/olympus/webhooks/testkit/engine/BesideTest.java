package cloud.olympus.webhooks.testkit.engine;

import static cloud.olympus.webhooks.testkit.memory.ScriptedSender.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.Ordering;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a holder begins beside requests that take long. */
final class BesideTest {

  private static final int CAP = 10;

  private final Engine engine = new Engine();

  /** One permit for each request that the endpoint has got. */
  private final Semaphore arrived = new Semaphore(0);

  /** Opens when the endpoint answers what it was sent. */
  private final CountDownLatch answered = new CountDownLatch(1);

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void aRateLimitIsUsedInEachSecondHoweverLongTheAnswersTake() {
    var subscription = subscribe(2);
    for (int i = 0; i < CAP; i++) {
      engine.pass(engine.event());
    }
    Instant began = engine.clock.instant();
    List<Integer> begun = new ArrayList<>();
    engine.insteadOfWaiting =
        number -> {
          awaitArrival(number);
          begun.add(number);
          if (number == CAP) {
            assertTrue(seconds(began) <= CAP / 2, "after " + seconds(began) + " s");
            answer();
          }
        };

    engine.wake();

    assertEquals(List.of(2, 4, 6, 8, 10), begun.subList(0, 5));
    assertEquals(CAP, engine.sentTo(subscription));
  }

  @Test
  void whatComesMeanwhileIsSentWithinASecond() {
    var subscription = subscribe(null);
    engine.pass(engine.event());
    Instant began = engine.clock.instant();
    engine.insteadOfWaiting =
        number -> {
          awaitArrival(number);
          if (number == 1 && seconds(began) == 1) {
            engine.pass(engine.event());
          } else if (number == 2) {
            assertEquals(2, seconds(began));
            answer();
          }
        };

    engine.wake();

    assertEquals(2, engine.sentTo(subscription));
  }

  @Test
  void whatComesForAnotherKeyDoesNotWaitForOneOfThisKey() {
    var subscription = subscribe(null, Ordering.SKIP);
    engine.pass(engine.event().inOrderOf("order-1"));
    Instant began = engine.clock.instant();
    engine.insteadOfWaiting =
        number -> {
          awaitArrival(number);
          if (number == 1 && seconds(began) == 1) {
            engine.pass(engine.event().inOrderOf("order-1"));
            engine.clock.advance(Duration.ofMillis(1));
            engine.pass(engine.event().inOrderOf("order-2"));
          } else if (number == 2) {
            assertEquals(2, seconds(began));
            answer();
          }
        };

    engine.wake();

    assertEquals(3, engine.sentTo(subscription));
  }

  @Test
  void aLookThatFailsEndsNothing() {
    var subscription = subscribe(null);
    engine.pass(engine.event());
    Instant began = engine.clock.instant();
    var others = engine.deliveries;
    engine.deliveries = spy(others);
    engine.insteadOfWaiting =
        number -> {
          awaitArrival(number);
          if (seconds(began) == 1) {
            doThrow(new Unavailable("silent"))
                .doCallRealMethod()
                .when(engine.deliveries)
                .ready(any(), any(), any(), anyInt());
          } else if (seconds(began) == 2) {
            engine.pass(engine.event());
          } else if (number == 2) {
            answer();
          }
        };

    engine.wake();

    assertEquals(2, engine.sentTo(subscription));
  }

  private long seconds(Instant began) {
    return Duration.between(began, engine.clock.instant()).toSeconds();
  }

  private Subscription subscribe(@Nullable Integer rateLimit) {
    return subscribe(rateLimit, Ordering.NONE);
  }

  private Subscription subscribe(@Nullable Integer rateLimit, Ordering ordering) {
    var schedule = DeliveryRules.DEFAULT.schedule();
    var rules = new DeliveryRules(schedule, rateLimit, CAP, ordering);
    var subscription = engine.subscribe(engine.sample().rules(rules));
    engine.sender.always(
        subscription.lane(),
        _ -> {
          arrived.release();
          assertTrue(Engine.await(answered), "nothing was begun beside it");
          return status(200);
        });
    return subscription;
  }

  private void awaitArrival(int requests) {
    arrived.acquireUninterruptibly(requests);
    arrived.release(requests);
  }

  private void answer() {
    engine.insteadOfWaiting = null;
    answered.countDown();
  }
}
