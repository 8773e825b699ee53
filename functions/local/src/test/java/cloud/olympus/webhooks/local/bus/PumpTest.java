package cloud.olympus.webhooks.local.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.web.log.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a pump does with trouble. */
class PumpTest {

  private final Queue<String> logged = new ConcurrentLinkedQueue<>();
  private final FailingSource source = new FailingSource();
  private Pump<Integer> pump = pump(4);

  private Pump<Integer> pump(int atOnce) {
    return new Pump<>(
        "test",
        source,
        atOnce,
        Executors.newVirtualThreadPerTaskExecutor(),
        InstantSource.system(),
        (severity, message, _, _) -> {
          assertEquals(Severity.ERROR, severity);
          logged.add(message);
        });
  }

  @AfterEach
  void close() {
    pump.close();
  }

  @Test
  void anItemThatFailsIsHandedOutAgainAndStopsNoOther() throws Exception {
    source.failures.set(2);
    source.items.addAll(List.of(1, 2, 3));
    pump.start();
    assertTrue(source.done.await(20, TimeUnit.SECONDS));
    assertEquals(2, logged.size(), "told each time: " + logged);
  }

  @Test
  void aTableThatCannotBeReadIsReadAgain() throws Exception {
    source.troubles.addAll(List.of(new Unavailable("full"), new IllegalStateException("a defect")));
    source.items.addAll(List.of(1, 2, 3));
    pump.start();
    assertTrue(source.done.await(20, TimeUnit.SECONDS));
    assertEquals(1, logged.size(), "a store out of reach tells itself: " + logged);
  }

  @Test
  void whoeverEndsGoesOnWithWhatHasWaitedForThat() throws Exception {
    pump = pump(1);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    source.handling =
        () -> {
          threads.add(Thread.currentThread());
          awaitRest();
        };
    source.items.addAll(List.of(1, 2, 3));
    pump.start();
    assertTrue(source.done.await(20, TimeUnit.SECONDS));
    assertEquals(1, threads.size());
  }

  @Test
  void aTableThatWhoeverEndsCannotReadIsReadAgain() throws Exception {
    pump = pump(1);
    source.handling =
        () -> {
          awaitRest();
          if (source.done.getCount() == 3) {
            source.troubles.add(new IllegalStateException("a defect"));
          }
        };
    source.items.addAll(List.of(1, 2, 3));
    pump.start();
    assertTrue(source.done.await(20, TimeUnit.SECONDS));
    assertEquals(List.of("not handed out; it is tried again"), List.copyOf(logged));
  }

  /** Waits until its thread has nothing to hand out. */
  private static void awaitRest() {
    var thread =
        Thread.getAllStackTraces().keySet().stream()
            .filter(one -> one.getName().equals("test"))
            .findAny()
            .orElseThrow();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatItHasJustFoundWhenItIsClosedIsStillHandled() throws Exception {
    var entered = new CountDownLatch(1);
    var found = new CountDownLatch(1);
    source.looking =
        () -> {
          entered.countDown();
          try {
            found.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    source.items.addAll(List.of(1, 2, 3));
    pump.start();
    assertTrue(entered.await(20, TimeUnit.SECONDS));
    var closing = Thread.ofPlatform().start(pump::close);
    while (closing.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    found.countDown();

    assertTrue(closing.join(Duration.ofSeconds(20)), "closed");
    assertEquals(0, source.done.getCount());
  }

  /** Three items; the first times that one is handled it fails. */
  private static final class FailingSource implements Pump.Source<Integer> {
    private final Queue<Integer> items = new ConcurrentLinkedQueue<>();
    private final Queue<RuntimeException> troubles = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final CountDownLatch done = new CountDownLatch(3);
    private volatile Runnable looking = () -> {};
    private volatile Runnable handling = () -> {};

    @Override
    public List<Integer> due(Instant now, Set<Integer> underway, int limit) {
      looking.run();
      var trouble = troubles.poll();
      if (trouble != null) {
        throw trouble;
      }
      return items.stream().filter(item -> !underway.contains(item)).limit(limit).toList();
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
      return Optional.empty();
    }

    @Override
    public void handle(Integer item) {
      if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new IllegalStateException("a defect");
      }
      handling.run();
      items.remove(item);
      done.countDown();
    }
  }
}
