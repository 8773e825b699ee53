package cloud.olympus.webhooks.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.testkit.memory.ScriptedSender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a slow endpoint does to the window of the bus, which all subscribers share. */
final class PushWindowTest {

  private final Engine engine = new Engine();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch answers = new CountDownLatch(1);
  private final PushSource source = new PushSource(this::push, engine.clock::nanos, threads);

  @AfterEach
  void close() {
    answers.countDown();
    threads.close();
    engine.close();
  }

  @Test
  void aHangingEndpointHoldsNoMorePushesThanItsCapAndNoneOnceItIsKnown() throws Exception {
    var well = engine.subscribe();
    var hanging = engine.subscribe();
    engine.sender.always(
        hanging.lane(),
        _ -> {
          awaitAnswers();
          return ScriptedSender.status(200);
        });

    source.push(events(500));
    source.awaitUnderWay(Engine.MOST_DIRECT);

    // What found no place is with its lane once the pass has recorded it, and not all have.
    int sent = sentInAll(well);
    assertTrue(sent >= 500 - Engine.MOST_DIRECT, () -> "sent to the other: " + sent);
    assertEquals(Engine.MOST_DIRECT, engine.sentTo(hanging));
    assertEquals(PushSource.WIDEST, source.window());

    engine.clock.advance(Duration.ofSeconds(2));
    answers.countDown();
    source.awaitUnderWay(0);
    assertTrue(source.narrowest() < PushSource.WIDEST / 4, "window: " + source.narrowest());
    assertEquals(500, sentInAll(well));

    source.push(events(200));
    source.awaitUnderWay(0);

    assertEquals(700, sentInAll(well));
    assertEquals(Engine.MOST_DIRECT, engine.sentTo(hanging));
    assertEquals(PushSource.WIDEST, source.window());
  }

  /** Also what went by its lane since more of its requests than its cap were on their way. */
  private int sentInAll(Subscription subscription) {
    engine.drain(subscription.lane());
    return engine.sentTo(subscription);
  }

  private List<Event> events(int number) {
    return IntStream.range(0, number).mapToObj(_ -> engine.event()).toList();
  }

  private void push(Event event) {
    assertInstanceOf(Pass.Result.Finished.class, engine.pass(event));
  }

  private void awaitAnswers() {
    try {
      answers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
