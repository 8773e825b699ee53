package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.delivery.Threads;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.LaneState;
import cloud.olympus.webhooks.lane.Sweep;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.memory.InMemoryWakeups;
import com.google.cloud.firestore.Firestore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many due lanes. */
class FirestoreSweepIT {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  private static final int BATCH = 500;

  private final TestClock clock = new TestClock();
  private final Wire wire = new Wire();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final InMemoryWakeups queue = new InMemoryWakeups();
  private Firestore firestore;

  @BeforeEach
  void connect() {
    firestore = EMULATOR.firestore(wire);
  }

  @AfterEach
  void close() throws Exception {
    threads.close();
    firestore.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 5_000})
  void aDueLaneCostsOneReadHoweverManyThereAre(int due) throws Exception {
    overdue(due);
    int before = wire.reads();

    assertEquals(due, sweep(queue).run().woken());

    int endOfLastPage = 1;
    assertEquals(due + endOfLastPage, wire.reads() - before);
    assertEquals(due, queue.scheduled().size());
  }

  @Test
  void ofTwoSweepsAtOnceOneOfThemKilledNoLaneIsMissedAndNoneIsWokenTwice() throws Exception {
    var lanes = overdue(5_000);
    var calls = new AtomicInteger();
    Wakeups killed =
        wake -> {
          if (calls.incrementAndGet() > 1_234) {
            throw new IllegalStateException("killed");
          }
          queue.at(wake);
        };

    Crowd.<Object>each(
        2,
        i ->
            () ->
                i == 0
                    ? assertThrows(IllegalStateException.class, () -> sweep(killed).run())
                    : sweep(queue).run());

    assertEquals(lanes.size(), queue.scheduled().size());
    assertEquals(lanes, queue.scheduled().stream().map(Wake::lane).collect(Collectors.toSet()));
  }

  private Sweep sweep(Wakeups wakeups) {
    return new Sweep(
        new FirestoreLanes(firestore, new SecureRandom()), wakeups, Threads.of(threads), clock);
  }

  /** Lanes whose wake-ups were lost, a few of each second. */
  private Set<LaneKey> overdue(int number) throws Exception {
    Set<LaneKey> lanes = new HashSet<>();
    var now = clock.instant();
    while (lanes.size() < number) {
      var batch = firestore.batch();
      for (int i = 0; i < BATCH; i++) {
        var lane = Samples.lane();
        lanes.add(lane);
        var state = new LaneState(lane, 0, null, now.plusSeconds(i / 7));
        batch.set(
            LaneDocument.reference(firestore, lane), new LaneDocument(state, "", "").fields(now));
      }
      batch.commit().get();
    }
    clock.advance(Duration.ofHours(1));
    return lanes;
  }
}
