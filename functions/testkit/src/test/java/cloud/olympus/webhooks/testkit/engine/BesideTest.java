package cloud.olympus.webhooks.testkit.engine;

import static cloud.olympus.webhooks.testkit.memory.ScriptedSender.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.subscription.DeliveryRules;
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

  private long seconds(Instant began) {
    return Duration.between(began, engine.clock.instant()).toSeconds();
  }

  private Subscription subscribe(@Nullable Integer rateLimit) {
    var base = DeliveryRules.DEFAULT;
    var rules = new DeliveryRules(base.schedule(), rateLimit, CAP, base.ordering());
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
