package cloud.olympus.webhooks.forwarder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.testkit.memory.ScriptedSender;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventForwarderTest {

  private final TestForwarder forwarder = new TestForwarder();

  @AfterEach
  void close() {
    forwarder.close();
  }

  @Test
  void itIsHealthyWhereItHasItsPorts() {
    var response = forwarder.call(InMemoryRequest.get("/health"));

    assertEquals(200, response.status());
    assertEquals("event-forwarder", response.json().get("service").getAsString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        EventForwarder.EVENTS,
        EventForwarder.ORDERED,
        EventForwarder.UNROUTED,
        EventForwarder.DEAD_LETTERS,
        EventForwarder.WAKE,
        EventForwarder.SWEEP
      })
  void whenStoppingItTakesNothingMoreAndCannotLoseIt(String path) {
    var subscription = forwarder.subscribe();
    forwarder.function.stop();

    var response = forwarder.post(path, TestForwarder.body("", java.util.Map.of("tenant_id", "t")));

    assertEquals(503, response.status());
    assertEquals("1", response.header("Retry-After").orElseThrow());
    assertEquals(503, forwarder.push(forwarder.event()).status());
    assertEquals(0, forwarder.sentTo(subscription));
    assertTrue(forwarder.bus.messages().isEmpty());
    assertEquals(200, forwarder.call(InMemoryRequest.get("/health")).status());
  }

  @Test
  void aPassThatRunsWhenItStopsIsFinished() {
    var subscription = forwarder.subscribe();
    forwarder.sender.always(
        subscription.lane(),
        _ -> {
          forwarder.function.stop();
          return ScriptedSender.status(200);
        });
    Event event = forwarder.event();

    assertEquals(204, forwarder.push(event).status());

    var record = forwarder.events.get(event.key()).orElseThrow();
    assertEquals(1, forwarder.sentTo(subscription));
    assertTrue(record.recorded(), record.toString());
  }

  @Test
  void onlyWhatTheBusTheQueueAndTheSchedulerCallIsThere() {
    assertEquals(404, forwarder.call(InMemoryRequest.post("/")).status());
    assertEquals(405, forwarder.call(InMemoryRequest.get(EventForwarder.EVENTS)).status());
  }
}
