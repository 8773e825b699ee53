package cloud.olympus.webhooks.googlecloud.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.emulator.Emulated;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a wake-up looks like to the one who is called. */
class CloudTasksEmulatorIT {

  @RegisterExtension static final Emulated TASKS = new Emulated(Emulator.TASKS);

  private record Call(Instant at, String request, String body) {}

  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private HttpServer forwarder;

  @BeforeEach
  void listen() throws IOException {
    forwarder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    forwarder.createContext("/", this::answer);
    forwarder.start();
  }

  @AfterEach
  void stop() {
    forwarder.stop(0);
  }

  @Test
  void aTaskCallsTheForwarderWithItsLaneWhenItIsTimeAndAgainUntilItSucceeds() throws Exception {
    var where =
        new CloudTasks(
            Emulator.QUEUES,
            URI.create("http://127.0.0.1:" + forwarder.getAddress().getPort()),
            Optional.empty(),
            Optional.of(TASKS.process().address()));
    var lane = Samples.lane();
    var at = Instant.now().plusSeconds(1);
    try (var wakeups = new CloudTasksWakeups(where, InstantSource.system())) {
      wakeups.at(new Wake(lane, 7, at));
    }

    var refused = calls.poll(30, TimeUnit.SECONDS);
    var taken = calls.poll(30, TimeUnit.SECONDS);

    assertFalse(refused.at().isBefore(at), () -> refused.at() + " for " + at);
    assertEquals("POST /wake application/json", refused.request());
    assertEquals(lane, FakeCloudTasks.lane(refused.body()));
    assertEquals(refused.body(), taken.body());
  }

  private void answer(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean first = answered.getAndIncrement() == 0;
    calls.add(
        new Call(
            Instant.now(),
            exchange.getRequestMethod()
                + ' '
                + exchange.getRequestURI()
                + ' '
                + exchange.getRequestHeaders().getFirst("Content-Type"),
            body));
    exchange.sendResponseHeaders(first ? 503 : 200, -1);
    exchange.close();
  }
}
