package cloud.olympus.webhooks.googlecloud.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Budget;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.contract.WakeupsContract;
import com.google.cloud.tasks.v2.HttpMethod;
import com.google.cloud.tasks.v2.Task;
import io.grpc.Status;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CloudTasksWakeupsTest extends WakeupsContract {

  private static final String QUEUES = "projects/olympus/locations/europe-west1/queues/";
  private static final CloudTasks.Caller CALLER =
      new CloudTasks.Caller("waker@olympus.example", "https://forwarder.example");

  private final TestClock clock = new TestClock();
  private final FakeCloudTasks cloud = new FakeCloudTasks();
  private final CloudTasksWakeups wakeups = on(List.of(QUEUES + "wakeups-0"));

  private CloudTasksWakeups on(List<String> queues) {
    return new CloudTasksWakeups(
        new CloudTasks(
            queues,
            URI.create("https://forwarder.example"),
            Optional.of(CALLER),
            Optional.of(cloud.address())),
        clock);
  }

  @AfterEach
  void stop() {
    wakeups.close();
    cloud.close();
  }

  @Override
  protected Wakeups wakeups() {
    return wakeups;
  }

  @Override
  protected Collection<LaneKey> called(TestClock now) {
    return cloud.run(now.instant()).stream().map(CloudTasksWakeupsTest::lane).toList();
  }

  private static LaneKey lane(Task task) {
    return FakeCloudTasks.lane(task.getHttpRequest().getBody().toStringUtf8());
  }

  @Test
  void theTaskCallsTheForwarderAsTheCallerItKnows() {
    wakeups.at(new Wake(Samples.lane(), 1, clock.instant()));

    var task = cloud.tasks().getFirst();
    var call = task.getHttpRequest();
    assertEquals(HttpMethod.POST, call.getHttpMethod());
    assertEquals("https://forwarder.example/wake", call.getUrl());
    assertEquals("application/json", call.getHeadersOrThrow("Content-Type"));
    assertEquals(CALLER.email(), call.getOidcToken().getServiceAccountEmail());
    assertEquals(CALLER.audience(), call.getOidcToken().getAudience());
    assertEquals(Duration.ofMinutes(6).toSeconds(), task.getDispatchDeadline().getSeconds());
  }

  @Test
  void namesDoNotBeginAlikeAndHoldOnlyWhatCloudTasksTakes() {
    wakeups.at(new Wake(Samples.lane(), 1, clock.instant()));
    wakeups.at(new Wake(Samples.lane(), 1, clock.instant()));

    var names = cloud.tasks().stream().map(Task::getName).toList();
    String begin = QUEUES + "wakeups-0/tasks/";
    names.forEach(name -> assertTrue(name.matches(begin + "[A-Za-z0-9_-]{1,500}"), name));
    assertFalse(
        names
            .get(0)
            .substring(begin.length(), begin.length() + 8)
            .equals(names.get(1).substring(begin.length(), begin.length() + 8)));
  }

  @Test
  void anAnswerThatWasLostIsAskedForAgainAndHarmless() {
    cloud.answer(Status.UNAVAILABLE);

    wakeups.at(new Wake(Samples.lane(), 1, clock.instant()));

    assertEquals(2, cloud.calls());
    assertEquals(1, cloud.tasks().size());
  }

  @Test
  void whatCloudTasksRefusesIsTold() {
    cloud.answer(Status.PERMISSION_DENIED);

    assertThrows(Unavailable.class, () -> wakeups.at(new Wake(Samples.lane(), 1, clock.instant())));
  }

  @Test
  void whoHasNoTimeLeftAsksNobody() {
    var over = Budget.of(Duration.ZERO, clock::nanos);
    var wake = new Wake(Samples.lane(), 1, clock.instant());

    assertThrows(Unavailable.class, () -> over.run(() -> wakeups.at(wake)));

    assertEquals(0, cloud.calls());
  }

  @Test
  void aWakeUpFartherThanAQueueTakesComesAsLateAsItCan() {
    wakeups.at(new Wake(Samples.lane(), 1, clock.instant().plus(Duration.ofDays(40))));

    assertEquals(
        clock.instant().plus(Duration.ofDays(29)),
        FakeCloudTasks.scheduled(cloud.tasks().getFirst()));
  }

  @Test
  void aLaneKeepsToOneOfTheQueuesAndTogetherTheyShareTheLanes() {
    var queues = List.of(QUEUES + "wakeups-0", QUEUES + "wakeups-1", QUEUES + "wakeups-2");
    try (var spread = on(queues)) {
      for (int i = 0; i < 60; i++) {
        var lane = Samples.lane();
        spread.at(new Wake(lane, 1, clock.instant()));
        spread.at(new Wake(lane, 2, clock.instant()));
      }
    }

    var queueOf = new HashMap<LaneKey, String>();
    var used = new HashMap<String, Integer>();
    for (var task : cloud.tasks()) {
      String queue = task.getName().replaceFirst("/tasks/.*", "");
      used.merge(queue, 1, Integer::sum);
      assertEquals(queue, queueOf.computeIfAbsent(lane(task), _ -> queue));
    }
    assertEquals(3, used.size(), used::toString);
  }
}
