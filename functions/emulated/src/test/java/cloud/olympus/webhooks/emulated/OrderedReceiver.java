package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.testkit.http.ReceivedRequest;
import cloud.olympus.webhooks.testkit.http.ReceivingServer;
import cloud.olympus.webhooks.testkit.http.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Notes in which order the events of each key came, {@code key-number}, each when it came first.
 * One in ten is refused at first. Thread-safe.
 */
final class OrderedReceiver implements AutoCloseable {

  private final ReceivingServer server = new ReceivingServer().always(this::receive);
  private final Map<String, List<String>> arrived = new LinkedHashMap<>();
  private final Set<String> refused = new HashSet<>();

  private synchronized Reply receive(ReceivedRequest request) {
    String id = request.header("olympus-event-id").orElseThrow();
    if (Math.floorMod(id.hashCode(), 10) == 0 && refused.add(id)) {
      return Reply.status(400);
    }
    var ofKey =
        arrived.computeIfAbsent(id.substring(0, id.lastIndexOf('-')), _ -> new ArrayList<>());
    if (!ofKey.contains(id)) {
      ofKey.add(id);
    }
    return Reply.status(204);
  }

  String url() {
    return server.url("/ordered");
  }

  synchronized int count() {
    return arrived.values().stream().mapToInt(List::size).sum();
  }

  synchronized int refused() {
    return refused.size();
  }

  synchronized List<String> of(String key) {
    return List.copyOf(arrived.getOrDefault(key, List.of()));
  }

  @Override
  public void close() {
    server.close();
  }
}
