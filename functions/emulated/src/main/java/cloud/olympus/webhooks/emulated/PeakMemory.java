package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.testkit.http.Arrivals;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Measures how much memory the forwarder takes at most where it has as many pushes at once as
 * Terraform lets it have, each of the largest event. To be run at the top of the repository, on
 * Linux.
 */
public final class PeakMemory {

  private static final int EVENTS = 1_000;
  private static final int AT_ONCE = 40;

  /** With what is around it 256 KiB, the most that is taken. */
  private static final String LARGEST = "x".repeat(256 * 1024 - 200);

  private PeakMemory() {}

  /** Takes the JVM's options; prints them, fan-out, arrived, refused and the most memory. */
  public static void main(String[] options) throws Exception {
    for (int fanOut : List.of(1, 5)) {
      try (var arrivals = new Arrivals();
          var forwarder =
              new LoneForwarder(
                  IntStream.range(0, fanOut).mapToObj(i -> arrivals.url("/" + i)).toList(),
                  List.of(options))) {
        var refused = new AtomicInteger();
        LoneForwarder.times(EVENTS, AT_ONCE, () -> push(forwarder, refused));
        System.out.printf(
            Locale.ROOT,
            "| %s | %d | %d | %d | %.0f MiB |%n",
            String.join(" ", options),
            fanOut,
            arrivals.events(),
            refused.get(),
            forwarder.peakMemory());
      }
    }
  }

  /** What the emulator is too slow for is refused; Pub/Sub would push it again. */
  private static void push(LoneForwarder forwarder, AtomicInteger refused) {
    try {
      forwarder.push(LARGEST);
    } catch (IllegalStateException e) {
      refused.incrementAndGet();
    }
  }
}
