package cloud.olympus.webhooks.local.e2e;

import cloud.olympus.webhooks.testkit.http.ReceivedRequest;
import cloud.olympus.webhooks.testkit.http.ReceivingServer;
import cloud.olympus.webhooks.testkit.http.Reply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A receiver that answers 204 and counts how often each event came. */
final class Arrivals implements AutoCloseable {

  private final ReceivingServer server = new ReceivingServer();
  private final Map<String, Integer> times = new ConcurrentHashMap<>();

  Arrivals() {
    server.always(this::count);
  }

  private Reply count(ReceivedRequest request) {
    times.merge(request.header("olympus-event-id").orElse("?"), 1, Integer::sum);
    return Reply.status(204);
  }

  String url(String path) {
    return server.url(path);
  }

  int of(String eventId) {
    return times.getOrDefault(eventId, 0);
  }

  /** How many different events came. */
  int events() {
    return times.size();
  }

  /** How many arrivals there were beyond the first of each event. */
  int repeats() {
    return times.values().stream().mapToInt(n -> n - 1).sum();
  }

  Map<String, Integer> snapshot() {
    return Map.copyOf(times);
  }

  @Override
  public void close() {
    server.close();
  }
}
