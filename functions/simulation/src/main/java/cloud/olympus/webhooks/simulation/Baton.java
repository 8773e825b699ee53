package cloud.olympus.webhooks.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides what goes on: of all tasks one runs, the one that has the baton, and whenever it lets go
 * of it the random generator says who has it next. Time stands still while any task can run, and
 * jumps to the next alarm when all wait. The same random numbers, the same run.
 *
 * <p>Its methods are for the task that runs, but for {@link #run}.
 */
final class Baton implements InstantSource {

  /** No run takes a tenth of it. */
  private static final int ENOUGH = 500_000;

  /** So often nobody looks at the clock before it lets go of the baton, unless it goes round. */
  private static final int LOOKS = 10_000;

  private final RandomGenerator random;
  private final List<Task> ready = new ArrayList<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparing(Alarm::at).thenComparingLong(Alarm::number));
  private final Semaphore over = new Semaphore(0);
  private Instant now;
  private long number;
  private int steps;
  private int looks;
  private @Nullable Task running;
  private @Nullable Throwable failure;

  Baton(RandomGenerator random, Instant start) {
    this.random = random;
    this.now = start;
  }

  /** Something that happens at an instant, unless it is out of date by then. */
  private record Alarm(Instant at, long number, Runnable what, Expected expected) {}

  /** Has an end, by an alarm or before it. */
  private static final class Expected {
    boolean over;
  }

  /** What time it is; who asks without end, and does nothing else, goes round in a circle. */
  @Override
  public Instant instant() {
    if (++looks > LOOKS) {
      throw new AssertionError("it goes round in a circle");
    }
    return now;
  }

  /** Has a task run some time; it ends without a word where it dies with its process. */
  void spawn(@Nullable Call call, Runnable body) {
    ready.add(new Task(call, body));
  }

  /** Has something happen at an instant, by a task of its own. */
  void at(Instant at, Runnable body) {
    alarms.add(new Alarm(at, number++, () -> spawn(null, body), new Expected()));
  }

  /** The same, after a time. */
  void after(Duration wait, Runnable body) {
    at(now.plus(wait), body);
  }

  /** To whom what runs belongs; null where it is not a process's. */
  @Nullable Call call() {
    return running().call;
  }

  /** Lets others run. */
  void step() {
    var me = running();
    looks = 0;
    if (++steps > ENOUGH) {
      throw new AssertionError("it does not come to rest");
    }
    // Nobody but this one could go on.
    if (!ready.isEmpty() && random.nextBoolean()) {
      ready.add(me);
      letGo(me);
    }
  }

  void sleep(Duration duration) {
    await(new CompletableFuture<>(), duration);
  }

  /** Waits until a future is done, or a time has passed; whether it is done. */
  boolean await(CompletableFuture<?> future, Duration patience) {
    if (!future.isDone()) {
      var me = running();
      var expected = new Expected();
      Runnable goOn =
          () -> {
            if (!expected.over) {
              expected.over = true;
              ready.add(me);
            }
          };
      alarms.add(new Alarm(now.plus(patience), number++, goOn, expected));
      var _ = future.whenComplete((_, _) -> goOn.run());
      letGo(me);
    }
    return future.isDone();
  }

  /** Runs until no task is left and no alarm. */
  void run() {
    var next = next();
    if (next != null) {
      running = next;
      next.goOn();
      over.acquireUninterruptibly();
    }
    running = null;
    if (failure != null) {
      throw new AssertionError(failure.toString(), failure);
    }
  }

  private Task running() {
    if (running == null) {
      throw new IllegalStateException("nothing runs");
    }
    return running;
  }

  /** Gives the baton to whom the random generator says, and comes back with it. */
  private void letGo(Task me) {
    var next = next();
    if (next != me) {
      give(next);
      me.waitForTurn();
    }
    running = me;
    if (me.call != null) {
      me.call.check();
    }
  }

  private void give(@Nullable Task next) {
    if (next == null) {
      over.release();
    } else {
      running = next;
      next.goOn();
    }
  }

  private @Nullable Task next() {
    looks = 0;
    if (++steps > ENOUGH && failure == null) {
      failure = new AssertionError("it does not come to rest");
    }
    while (ready.isEmpty() && failure == null) {
      var alarm = alarms.poll();
      if (alarm == null) {
        return null;
      }
      if (!alarm.expected().over) {
        now = alarm.at().isAfter(now) ? alarm.at() : now;
        alarm.what().run();
      }
    }
    if (failure != null) {
      return null;
    }
    int drawn = random.nextInt(ready.size());
    var last = ready.removeLast();
    return drawn == ready.size() ? last : ready.set(drawn, last);
  }

  private final class Task {
    private final @Nullable Call call;
    private final Thread thread;
    private boolean started;
    private volatile boolean turn;

    Task(@Nullable Call call, Runnable body) {
      this.call = call;
      this.thread = Thread.ofVirtual().unstarted(() -> run(body));
    }

    private void run(Runnable body) {
      try {
        if (call != null) {
          call.check();
        }
        body.run();
      } catch (Crash e) {
        // as it should
      } catch (Throwable e) {
        failure = e;
      }
      give(next());
    }

    void goOn() {
      if (started) {
        turn = true;
        LockSupport.unpark(thread);
      } else {
        started = true;
        thread.start();
      }
    }

    void waitForTurn() {
      while (!turn) {
        LockSupport.park();
      }
      turn = false;
    }
  }
}
