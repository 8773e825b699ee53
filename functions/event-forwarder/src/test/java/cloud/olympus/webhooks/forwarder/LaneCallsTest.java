package cloud.olympus.webhooks.forwarder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.memory.ScriptedSender;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneCallsTest {

  private final TestForwarder forwarder = new TestForwarder();

  @AfterEach
  void close() {
    forwarder.close();
  }

  @Test
  void aWakeUpDrainsTheLane() {
    var subscription = forwarder.subscribe();
    forwarder.sender.next(subscription.lane(), ScriptedSender.status(500));
    forwarder.push(forwarder.event());
    forwarder.clock.advance(Duration.ofSeconds(6));

    assertEquals(204, forwarder.wake(subscription).status());

    assertEquals(2, forwarder.sentTo(subscription));
    assertTrue(forwarder.deliveries.nextDue(subscription.lane()).isEmpty());
  }

  @Test
  void aLaneThatNobodyKnowsHasNothingToDo() {
    String body = "{\"tenant_id\":\"nobody\",\"webhook_id\":\"wh_none\"}";

    assertEquals(204, forwarder.post(EventForwarder.WAKE, body).status());
    assertTrue(forwarder.sender.sent().isEmpty());
  }

  @Test
  void aLaneThatAnotherDrainsIsLeftToIt() {
    var subscription = forwarder.subscribe();
    forwarder.sender.next(subscription.lane(), ScriptedSender.status(500));
    forwarder.push(forwarder.event());
    forwarder.clock.advance(Duration.ofSeconds(6));
    forwarder.lanes.acquire(subscription.lane(), forwarder.clock.instant(), Duration.ofSeconds(30));

    assertEquals(204, forwarder.wake(subscription).status());

    assertEquals(1, forwarder.sentTo(subscription));
  }

  @Test
  void whoDiedWhileItDrainedIsFollowedAsSoonAsItsLeaseIsOver() {
    var subscription = forwarder.subscribe();
    forwarder.sender.next(subscription.lane(), ScriptedSender.status(500));
    forwarder.push(forwarder.event());
    forwarder.clock.advance(Duration.ofSeconds(6));
    forwarder.lanes.acquire(subscription.lane(), forwarder.clock.instant(), Duration.ofSeconds(30));

    assertEquals(409, forwarder.wakeAgain(subscription, 1).status());
    forwarder.clock.advance(Duration.ofSeconds(30));
    assertEquals(204, forwarder.wakeAgain(subscription, 2).status());

    assertEquals(2, forwarder.sentTo(subscription));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[]",
        "{}",
        "{\"tenant_id\":\"t\"}",
        "{\"webhook_id\":\"w\"}",
        "{\"tenant_id\":\"t\",\"webhook_id\":null}",
        "{\"tenant_id\":7,\"webhook_id\":\"w\"}",
        "{\"tenant_id\":\"t\",\"webhook_id\":true}",
        "{\"tenant_id\":\"t\",\"webhook_id\":[\"w\"]}",
        "{\"tenant_id\":\"t/t\",\"webhook_id\":\"w\"}",
        "{\"tenant_id\":\"t\",\"tenant_id\":\"t\",\"webhook_id\":\"w\"}"
      })
  void aWakeUpThatNamesNoLaneIsABadRequest(String body) {
    var response = forwarder.post(EventForwarder.WAKE, body);

    assertEquals(400, response.status());
    assertEquals("application/problem+json", response.getContentType().orElseThrow());
  }

  @Test
  void theSweepWakesLanesWhoseWakeUpGotLost() {
    var subscription = forwarder.subscribe();
    forwarder.sender.next(subscription.lane(), ScriptedSender.status(500));
    forwarder.push(forwarder.event());
    forwarder.wakeups.lose();
    forwarder.clock.advance(Duration.ofMinutes(5));

    var first = forwarder.call(InMemoryRequest.post(EventForwarder.SWEEP));

    assertEquals(200, first.status());
    assertEquals("{\"woken\":1}", first.text());
    assertEquals(subscription.lane(), forwarder.wakeups.scheduled().getFirst().lane());
  }

  @Test
  void theLineThatAnAlertIsSetOnTellsForHowLongTheOldestLaneIsDue() {
    forwarder.lanes.note(Samples.lane(), forwarder.clock.instant(), forwarder.clock.instant());
    forwarder.clock.advance(Duration.ofMinutes(6));

    forwarder.call(InMemoryRequest.post(EventForwarder.SWEEP));

    assertTrue(forwarder.logged().contains("\"message\":\"sweep\""), forwarder.logged());
    assertTrue(forwarder.logged().contains("\"oldest_due_ms\":360000"), forwarder.logged());
  }

  @Test
  void whereNothingIsOverdueTheSweepWakesNobody() {
    LaneKey idle = Samples.lane();
    forwarder.lanes.note(
        idle, forwarder.clock.instant().plusSeconds(3600), forwarder.clock.instant());

    assertEquals(
        "{\"woken\":0}", forwarder.call(InMemoryRequest.post(EventForwarder.SWEEP)).text());
    assertTrue(forwarder.wakeups.scheduled().isEmpty());
  }
}
