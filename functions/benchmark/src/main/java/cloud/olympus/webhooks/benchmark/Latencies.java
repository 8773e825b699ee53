package cloud.olympus.webhooks.benchmark;

import java.util.Arrays;
import java.util.Locale;

/** Percentiles, in milliseconds. */
record Latencies(double p50, double p95, double p99, double worst) {

  static Latencies ofNanos(long[] nanos, int count) {
    long[] sorted = Arrays.copyOf(nanos, Math.max(count, 1));
    Arrays.sort(sorted);
    return new Latencies(
        at(sorted, 0.50), at(sorted, 0.95), at(sorted, 0.99), sorted[sorted.length - 1] / 1e6);
  }

  private static double at(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))] / 1e6;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, worst %.1f ms", p50, p95, p99, worst);
  }
}
