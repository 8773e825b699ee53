package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.testkit.http.ReceivingServer;
import cloud.olympus.webhooks.testkit.http.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long the forwarder takes for a push, how many it has at once, and for how long Cloud
 * Run would have it paid, where events come independently of each other to an endpoint that takes
 * 100 ms: what {@code docs/cost.md} reckons with. To be run at the top of the repository.
 */
public final class PushTimes {

  private static final Duration ENDPOINT = Duration.ofMillis(100);
  private static final int WARM = 2_000;

  /** What is paid for is rounded up to this. */
  private static final double STEP = 0.1;

  private PushTimes() {}

  /** A push that was answered; from and to in seconds. */
  private record Push(double from, double to) {}

  /** Takes nothing; prints a table. */
  public static void main(String[] none) throws Exception {
    try (var endpoint = new ReceivingServer();
        var forwarder = new LoneForwarder(List.of(endpoint.url("/")))) {
      for (int i = 0; i < WARM; i++) {
        forwarder.push();
      }
      endpoint.always(_ -> late(204));
      System.out.println(
          "| Events/s | A push, mean | At once, mean | Somebody there | Paid for an event |\n"
              + "|---|---|---|---|---|");
      print(measure(forwarder, 1, 180));
      print(measure(forwarder, 10, 1_200));
      print(measure(forwarder, 100, 6_000));
    }
  }

  /** After the time that the endpoint takes. */
  static Reply late(int status) {
    var latch = new CountDownLatch(1);
    CompletableFuture.delayedExecutor(ENDPOINT.toMillis(), TimeUnit.MILLISECONDS)
        .execute(latch::countDown);
    return new Reply.After(latch, Reply.status(status));
  }

  /** Each push begins when it is due, however many others are under way. */
  private static List<Push> measure(LoneForwarder forwarder, int rate, int events) {
    var random = new Random(rate);
    var pushes = new ConcurrentLinkedQueue<Push>();
    long began = System.nanoTime();
    double due = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < events; i++) {
        due += -Math.log(1 - random.nextDouble()) / rate;
        LockSupport.parkNanos((long) (due * 1e9) - (System.nanoTime() - began));
        threads.execute(
            () -> {
              double from = (System.nanoTime() - began) / 1e9;
              forwarder.push();
              pushes.add(new Push(from, (System.nanoTime() - began) / 1e9));
            });
      }
    }
    return pushes.stream().sorted(Comparator.comparingDouble(Push::from)).toList();
  }

  private static void print(List<Push> pushes) {
    double span = pushes.getLast().to() - pushes.getFirst().from();
    double worked = pushes.stream().mapToDouble(push -> push.to() - push.from()).sum();
    var periods = periods(pushes);
    double there = periods.stream().mapToDouble(period -> period.to() - period.from()).sum();
    double paid =
        periods.stream()
            .mapToDouble(period -> STEP * Math.ceil((period.to() - period.from()) / STEP))
            .sum();
    System.out.printf(
        Locale.ROOT,
        "| %.1f | %.0f ms | %.2f | %.0f %% | %.1f ms |%n",
        pushes.size() / span,
        1_000 * worked / pushes.size(),
        worked / span,
        100 * there / span,
        1_000 * paid / pushes.size());
  }

  /** From when somebody was there to when nobody was. */
  private static List<Push> periods(List<Push> pushes) {
    List<Push> periods = new ArrayList<>();
    for (var push : pushes) {
      if (periods.isEmpty() || push.from() > periods.getLast().to()) {
        periods.add(push);
      } else {
        var last = periods.removeLast();
        periods.add(new Push(last.from(), Math.max(last.to(), push.to())));
      }
    }
    return periods;
  }
}
