package cloud.olympus.webhooks.testkit.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A receiver that answers 204 and counts how often each event came. Thread-safe. */
public final class Arrivals implements AutoCloseable {

  private final ReceivingServer server = new ReceivingServer();
  private final Map<String, Integer> times = new ConcurrentHashMap<>();

  /** Starts on a free port. */
  public Arrivals() {
    server.always(this::count);
  }

  private Reply count(ReceivedRequest request) {
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
