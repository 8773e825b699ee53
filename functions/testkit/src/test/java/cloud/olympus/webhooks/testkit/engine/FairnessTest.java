package cloud.olympus.webhooks.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import cloud.olympus.webhooks.testkit.memory.ScriptedSender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Fifty endpoints of as many tenants, of which one hangs on every request and one answers 500 at
 * once, behind a bus whose window all of them share: who waits for whom.
 */
class FairnessTest {

  private static final int TENANTS = 50;
  private static final int ROUNDS = 40;

  private final Engine engine = new Engine();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch answers = new CountDownLatch(1);
  private final PushSource source = new PushSource(this::push, engine.clock::nanos, threads);
  private final AtomicInteger hangs = new AtomicInteger();
  private final AtomicInteger mostHanging = new AtomicInteger();

  @AfterEach
  void close() {
    answers.countDown();
    threads.close();
    engine.close();
  }

  @Test
  void ofFiftyEndpointsTheFortyEightThatAreWellWaitForNobody() throws Exception {
    List<Subscription> all = new ArrayList<>();
    for (int i = 0; i < TENANTS; i++) {
      all.add(subscribe("tenant-" + i));
    }
    var hanging = all.getFirst();
    var failing = all.getLast();
    engine.sender.always(hanging.lane(), _ -> hang());
    engine.sender.always(failing.lane(), _ -> ScriptedSender.status(500));

    for (int round = 0; round < ROUNDS; round++) {
      for (var subscription : all) {
        source.push(List.of(Samples.event(subscription.tenantId())));
      }
    }
    source.awaitUnderWay(Engine.MOST_DIRECT);

    for (var well : all.subList(1, TENANTS - 1)) {
      assertEquals(ROUNDS, engine.sentTo(well), "each was sent");
      assertEquals(Map.of(), engine.deliveries.count(well.lane()), "none had to wait in its lane");
    }
    assertEquals(Engine.MOST_DIRECT, mostHanging.get(), "threads that the hanging one holds");
    assertEquals(
        Map.of(DeliveryState.PENDING, (long) ROUNDS - Engine.MOST_DIRECT),
        engine.deliveries.count(hanging.lane()),
        "the rest of its events wait in its lane, which holds nobody");

    engine.clock.advance(Duration.ofSeconds(15));
    answers.countDown();
    source.awaitUnderWay(0);
    assertTrue(source.window() < PushSource.WIDEST, "what took long has narrowed the window");
    for (int round = 0; round < ROUNDS; round++) {
      for (var subscription : all) {
        source.push(List.of(Samples.event(subscription.tenantId())));
      }
    }
    source.awaitUnderWay(0);
    for (var well : all.subList(1, TENANTS - 1)) {
      assertEquals(2 * ROUNDS, engine.sentTo(well), "each was sent, by what is left of it");
    }
    assertEquals(Engine.MOST_DIRECT, engine.sentTo(hanging), "no push waits for it again");
    assertEquals(PushSource.WIDEST, source.window(), "and it is wide again");
  }

  @Test
  void ofAHangingEndpointsManyOnlySoManyHoldAPushAndThenNone() throws Exception {
    var hanging = subscribe("tenant-0");
    var well = subscribe("tenant-1");
    engine.sender.always(hanging.lane(), _ -> hang());
    source.push(events(hanging, 500));
    source.awaitUnderWay(Engine.MOST_DIRECT);
    engine.clock.advance(Duration.ofSeconds(15));
    answers.countDown();
    source.awaitUnderWay(0);

    source.push(events(hanging, 500));
    source.push(events(well, 500));
    source.awaitUnderWay(0);

    assertEquals(Engine.MOST_DIRECT, engine.sentTo(hanging));
    assertTrue(source.narrowest() < PushSource.WIDEST, "the window has narrowed");
    assertEquals(PushSource.WIDEST, source.window(), "and is wide again");
    // More than its cap of direct requests at once go by the lane, quick as it is.
    engine.drain(well.lane());
    assertEquals(500, engine.sentTo(well));
  }

  private Answer hang() {
    mostHanging.accumulateAndGet(hangs.incrementAndGet(), Math::max);
    try {
      answers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      hangs.decrementAndGet();
    }
    return ScriptedSender.status(200);
  }

  private Subscription subscribe(String tenant) {
    String id = Samples.fresh("wh");
    String sealed = engine.vault.seal(engine.secret.bytes(), Subscription.owner(tenant, id));
    var subscription =
        engine.subscribe(
            SubscriptionSample.of(tenant)
                .id(id)
                .keys(new SigningKey(sealed, engine.clock.instant(), null)));
    engine.sender.always(subscription.lane(), _ -> ScriptedSender.status(200));
    return subscription;
  }

  private List<Event> events(Subscription subscription, int number) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      events.add(Samples.event(subscription.tenantId()));
    }
    return events;
  }

  private void push(Event event) {
    assertInstanceOf(Pass.Result.Finished.class, engine.pass(event));
  }
}
