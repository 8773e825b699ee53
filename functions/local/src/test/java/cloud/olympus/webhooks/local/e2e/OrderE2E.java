package cloud.olympus.webhooks.local.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.testkit.http.ReceivedRequest;
import cloud.olympus.webhooks.testkit.http.ReceivingServer;
import cloud.olympus.webhooks.testkit.http.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of each key, at a receiver that fails now and then, through {@code kill -9}. */
class OrderE2E {

  private static final int KEYS = 8;
  private static final int ROUNDS = 3;

  @TempDir private Path data;
  private final Map<Integer, List<String>> published = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> arrived = new ConcurrentHashMap<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  @Test
  void eventsOfAKeyArriveAsTheyWerePublished() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var receiver = new ReceivingServer().always(this::receive)) {
      try (var first = RunningProgram.start(data)) {
        // Steps of a second: a failure holds its key for long enough to be seen.
        first.post(
            "/v1/webhooks",
            """
            {"url": "%s", "events": ["order.updated"], "ordering": "key",
             "retry_schedule": [1, 1, 1, 1, 1, 1, 1, 1]}
            """
                .formatted(receiver.url("/ordered")));
      }
      for (int round = 0; round < ROUNDS; round++) {
        publishUntilItDies(50 + random.nextInt(300));
      }
      try (var _ = RunningProgram.start(data)) {
        RunningProgram.await(
            "everything has arrived",
            () ->
                IntStream.range(0, KEYS).allMatch(key -> arrived(key).containsAll(published(key))));
      }
    }
    for (int key = 0; key < KEYS; key++) {
      var expected = published(key);
      var actual = arrived(key);
      // The last may have been accepted too: its answer was lost in the last kill.
      if (actual.size() > expected.size()) {
        expected.add(id(key, expected.size()));
      }
      assertEquals(expected, actual, "of one key, with seed " + seed);
    }
    System.out.printf(
        "order of %d keys through %d times kill -9 (seed %d): %d events, %d refused once%n",
        KEYS, ROUNDS, seed, accepted(), refused.size());
  }

  /** One publisher for each key, who goes on with the next when one is accepted. */
  private void publishUntilItDies(int moment) throws IOException {
    var program = RunningProgram.start(data);
    int before = accepted();
    List<Thread> publishers =
        IntStream.range(0, KEYS)
            .mapToObj(key -> Thread.ofVirtual().start(() -> publish(program, key)))
            .toList();
    RunningProgram.await(moment + " more were accepted", () -> accepted() >= before + moment);
    program.kill();
    for (var publisher : publishers) {
      try {
        publisher.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void publish(RunningProgram program, int key) {
    var mine = published.computeIfAbsent(key, _ -> new ArrayList<>());
    try {
      while (true) {
        // Of one whose answer was lost nobody knows, so it is published again.
        String id = id(key, mine.size());
        String event =
            "{\"id\":\"%s\",\"type\":\"order.updated\",\"timestamp\":\"2026-03-01T12:00:00Z\",\"data\":{\"id\":\"order-%d\"}}"
                .formatted(id, key);
        if (program.trySend("POST", "/v1/events", event).statusCode() == 202) {
          synchronized (published) {
            mine.add(id);
          }
        }
      }
    } catch (IOException e) {
      // it is dead
    }
  }

  private static String id(int key, int index) {
    return "evt-" + key + '-' + index;
  }

  private List<String> published(int key) {
    synchronized (published) {
      return new ArrayList<>(published.getOrDefault(key, List.of()));
    }
  }

  /** Each once, as they came first. */
  private List<String> arrived(int key) {
    var order = arrived.getOrDefault("order-" + key, Set.of());
    synchronized (order) {
      return List.copyOf(order);
    }
  }

  private int accepted() {
    synchronized (published) {
      return published.values().stream().mapToInt(List::size).sum();
    }
  }

  /** One in twenty is refused when it first comes. */
  private Reply receive(ReceivedRequest request) {
    String id = request.header("olympus-event-id").orElseThrow();
    if (Math.floorMod(id.hashCode(), 20) == 0 && refused.add(id)) {
      return Reply.status(400);
    }
    String key = "order-" + id.split("-", -1)[1];
    var order = arrived.computeIfAbsent(key, _ -> new LinkedHashSet<>());
    synchronized (order) {
      order.add(id);
    }
    return Reply.status(204);
  }
}
