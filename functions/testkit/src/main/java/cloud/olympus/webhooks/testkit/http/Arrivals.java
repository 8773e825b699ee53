package cloud.olympus.webhooks.testkit.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A receiver that answers 204 and counts how often each event came. Thread-safe. */
public final class Arrivals implements AutoCloseable {

  private final ReceivingServer server = new ReceivingServer();
  private final Map<String, Integer> times = new ConcurrentHashMap<>();
  private final AtomicInteger refused = new AtomicInteger();
  private final Predicate<ReceivedRequest> refuses;

  /** Starts on a free port. */
  public Arrivals() {
    this(_ -> false);
  }

  /** Likewise; answers 500 to some requests, and does not count these as arrived. */
  public Arrivals(Predicate<ReceivedRequest> refuses) {
    this.refuses = refuses;
    server.always(this::count);
  }

  private Reply count(ReceivedRequest request) {
    if (refuses.test(request)) {
      refused.incrementAndGet();
      return Reply.status(500);
    }
    times.merge(request.header("olympus-event-id").orElse("?"), 1, Integer::sum);
    return Reply.status(204);
  }

  /** An address on it. */
  public String url(String path) {
    return server.url(path);
  }

  /** How often an event came. */
  public int of(String eventId) {
    return times.getOrDefault(eventId, 0);
  }

  /** How many requests were refused. */
  public int refused() {
    return refused.get();
  }

  /** How many different events came. */
  public int events() {
    return times.size();
  }

  /** How many arrivals there were beyond the first of each event. */
  public int repeats() {
    return times.values().stream().mapToInt(n -> n - 1).sum();
  }

  /** How often each event has come so far. */
  public Map<String, Integer> snapshot() {
    return Map.copyOf(times);
  }

  @Override
  public void close() {
    server.close();
  }
}
