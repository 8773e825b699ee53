package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.testkit.http.ReceivedRequest;
import cloud.olympus.webhooks.testkit.http.ReceivingServer;
import cloud.olympus.webhooks.testkit.http.Reply;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Measures how long the forwarder takes for a wake-up of a lane in which one delivery is due, to an
 * endpoint that takes 100 ms: what {@code docs/cost.md} reckons with. To be run at the top of the
 * repository.
 */
public final class WakeTimes {

  private static final int LANES = 100;

  /** Events before the one that is measured. */
  private static final int WARM = 5;

  private WakeTimes() {}

  /** Takes nothing; prints a line. */
  public static void main(String[] none) throws Exception {
    try (var endpoint = new ReceivingServer().always(WakeTimes::reply);
        var forwarder =
            new LoneForwarder(
                IntStream.range(0, LANES).mapToObj(i -> endpoint.url("/" + i)).toList())) {
      for (int i = 0; i < WARM; i++) {
        wakeAll(forwarder, endpoint);
      }
      double[] sorted = wakeAll(forwarder, endpoint).sorted().toArray();
      System.out.printf(
          Locale.ROOT,
          "mean %.0f ms, median %.0f ms, p99 %.0f ms%n",
          DoubleStream.of(sorted).average().orElseThrow(),
          sorted[LANES / 2],
          sorted[LANES * 99 / 100]);
    }
  }

  /** A first attempt fails. */
  private static Reply reply(ReceivedRequest request) {
    boolean first = request.header("olympus-attempt").orElse("").equals("1");
    return PushTimes.late(first ? 500 : 204);
  }

  /** One event, and what each lane then takes. */
  private static DoubleStream wakeAll(LoneForwarder forwarder, ReceivingServer endpoint) {
    forwarder.push();
    return DoubleStream.of(
        forwarder.webhooks().stream()
            .mapToDouble(webhook -> wake(forwarder, endpoint, webhook))
            .toArray());
  }

  /** Milliseconds of the wake-up that found something due. */
  private static double wake(LoneForwarder forwarder, ReceivingServer endpoint, String webhook) {
    while (true) {
      int before = endpoint.requests().size();
      long began = System.nanoTime();
      forwarder.wake(webhook);
      double took = (System.nanoTime() - began) / 1e6;
      if (endpoint.requests().size() > before) {
        return took;
      }
      LockSupport.parkNanos(100_000_000);
    }
  }
}
