package cloud.olympus.webhooks.googlecloud.firestore;

/**
 * What is brought to subscribers, and how fast, for {@link CostPageTest}.
 *
 * @param rate events a second
 * @param fanOut deliveries an event
 * @param failures share of the deliveries that fail once and then succeed
 */
record Workload(double rate, int fanOut, double failures) {

  // Assumed: Google's network and the subscribers' servers are not here to be measured.

  /** Claim, an endpoint that answers within 100 ms, record. */
  static final double PUSH_SECONDS = 0.15;

  /** A wake-up: about ten calls of Firestore, one after the other, and the endpoint. */
  static final double WAKE_SECONDS = 0.3;

  /** A delivery's headers, and the wrapping of TLS and TCP, beside its body. */
  static final int REQUEST_OVERHEAD = 1_024;

  // Measured: docs/benchmarks.md.

  private static final double EVENT_CPU = 0.0022;
  private static final double DELIVERY_CPU = 0.00055;

  /** Terraform's {@code delivered_log_share}. */
  private static final double DELIVERED_LOG_SHARE = 0.1;

  /** What an instance can do of all that it has, so that it keeps up. */
  private static final double UTILIZATION = 0.6;

  /** What is left of a period in which an instance works is rounded up to 100 ms. */
  private static final double ROUNDING = 0.05;

  double failuresAnEvent() {
    return fanOut * failures;
  }

  double attempts() {
    return fanOut + failuresAnEvent();
  }

  /** Lines of the log that are kept: of what failed each. */
  double lines() {
    return fanOut * DELIVERED_LOG_SHARE + failuresAnEvent();
  }

  /** How many instances begin a new second with an event: one at least, each no more than once. */
  double instancesAnEvent() {
    return Math.min(1, Math.max(1, instanceSeconds() * rate) / rate);
  }

  /**
   * Seconds of an instance for one event. Requests come independently of each other, and an
   * instance is paid for while at least one is there: as in a queue with as many servers as needed,
   * nobody is there for a share e^-load of the time. At high rates what counts is how much one
   * instance can do.
   */
  double instanceSeconds() {
    double requests = rate * (1 + failuresAnEvent());
    double load = rate * (PUSH_SECONDS + failuresAnEvent() * WAKE_SECONDS);
    double nobody = Math.exp(-load);
    double busy = 1 - nobody + ROUNDING * requests * nobody;
    return Math.max(busy, instances()) / rate;
  }

  /** The same where at least one instance is kept, and each is paid for all the time. */
  double keptSeconds() {
    return Math.max(1, instances()) / rate;
  }

  private double instances() {
    return rate * (EVENT_CPU + attempts() * DELIVERY_CPU) / UTILIZATION;
  }
}
