package cloud.olympus.webhooks.googlecloud.tasks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.contract.WakeupsContract;
import cloud.olympus.webhooks.testkit.emulator.Emulated;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import cloud.olympus.webhooks.testkit.http.ReceivingServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * On the emulator, which goes by the test's clock ({@code tasks/sitecustomize.py}). It takes a name
 * as often as it comes and runs each, where Cloud Tasks takes a name once: what comes again by the
 * same name is left out here.
 */
class CloudTasksWakeupsIT extends WakeupsContract {

  private static final Path CLOCK = Path.of("target", "tasks-clock").toAbsolutePath();

  @RegisterExtension
  static final Emulated TASKS =
      new Emulated(
          Emulator.TASKS,
          Map.of(
              "PYTHONPATH",
              Path.of("src/test/resources/tasks").toAbsolutePath().toString(),
              "WEBHOOKS_TASKS_CLOCK",
              CLOCK.toString()));

  private final ReceivingServer forwarder = new ReceivingServer();
  private final Set<String> names = new HashSet<>();
  private CloudTasksWakeups wakeups;
  private int seen;

  @BeforeEach
  void connect() {
    set(TestClock.START);
    wakeups =
        new CloudTasksWakeups(
            new CloudTasks(
                List.of(Emulator.QUEUES.getFirst()),
                URI.create(forwarder.url("")),
                Optional.empty(),
                Optional.of(TASKS.process().address())),
            new TestClock());
  }

  @AfterEach
  void stop() {
    wakeups.close();
    forwarder.close();
  }

  @Override
  protected Wakeups wakeups() {
    return wakeups;
  }

  /**
   * The emulator goes through its queue again and again, and what is not due goes to its end. So
   * what became due stands behind the first mark at worst, and before the second.
   */
  @Override
  protected Collection<LaneKey> called(TestClock clock) {
    // What is due this very moment it takes the next.
    set(clock.instant().plus(1, ChronoUnit.MICROS));
    List<LaneKey> called = new ArrayList<>(calledUpTo(clock.instant()));
    called.addAll(calledUpTo(clock.instant()));
    return called;
  }

  private List<LaneKey> calledUpTo(Instant now) {
    var mark = new LaneKey("mark", "wh_" + seen);
    wakeups.at(new Wake(mark, seen, now));
    List<LaneKey> called = new ArrayList<>();
    while (true) {
      var call = forwarder.awaitRequests(seen + 1).get(seen++);
      var lane = FakeCloudTasks.lane(call.text());
      if (lane.equals(mark)) {
        return called;
      }
      if (names.add(call.header("x-cloudtasks-taskname").orElseThrow())) {
        called.add(lane);
      }
    }
  }

  private static void set(Instant now) {
    try {
      Path next = CLOCK.resolveSibling("tasks-clock-next");
      Files.writeString(
          next, Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, now)), US_ASCII);
      Files.move(next, CLOCK, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("the clock cannot be set", e);
    }
  }
}
