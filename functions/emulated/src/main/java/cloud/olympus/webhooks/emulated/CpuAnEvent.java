package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.testkit.http.Arrivals;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Measures the forwarder's CPU time an event, as it is deployed, at fan-outs of 1 and 5: what
 * {@code docs/cost.md} reckons with. To be run at the top of the repository.
 */
public final class CpuAnEvent {

  private static final int WARM = 2_000;
  private static final int EVENTS = 4_000;
  private static final int AT_ONCE = 16;

  private CpuAnEvent() {}

  /** Takes nothing; prints a table. */
  public static void main(String[] none) throws Exception {
    System.out.println("| Fan-out | CPU an event | Events/s |\n|---|---|---|");
    for (int fanOut : List.of(1, 5)) {
      measure(fanOut);
    }
  }

  private static void measure(int fanOut) throws Exception {
    try (var arrivals = new Arrivals();
        var forwarder =
            new LoneForwarder(
                IntStream.range(0, fanOut).mapToObj(i -> arrivals.url("/" + i)).toList())) {
      LoneForwarder.times(WARM, AT_ONCE, forwarder::push);
      double before = forwarder.cpu();
      long began = System.nanoTime();
      LoneForwarder.times(EVENTS, AT_ONCE, forwarder::push);
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "| %d | %.2f ms | %.0f |%n",
          fanOut,
          (forwarder.cpu() - before) / EVENTS,
          EVENTS / seconds);
    }
  }
}
