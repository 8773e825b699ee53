package cloud.olympus.webhooks.testkit.engine;

import static cloud.olympus.webhooks.testkit.memory.ScriptedSender.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pass ends in time however slow its stores are, and loses and doubles nothing by that. */
final class BudgetOfAPassTest {

  private final Engine engine = new Engine();
  private final Subscription subscription = engine.subscribe();
  private final Event event = engine.event();
  private final List<Instant> asked = new ArrayList<>();
  private final Instant arrived = engine.clock.instant();
  private Function<String, Duration> delay = _ -> Duration.ZERO;

  BudgetOfAPassTest() {
    engine.subscriptions = port(Subscriptions.class, engine.subscriptions);
    engine.killSwitches = port(KillSwitches.class, engine.killSwitches);
    engine.log = port(EventLog.class, engine.log);
    engine.deliveries = port(Deliveries.class, engine.deliveries);
    engine.lanes = port(Lanes.class, engine.lanes);
    engine.wakeups = port(Wakeups.class, engine.wakeups);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @ParameterizedTest
  @CsvSource({
    "100, 200",
    "1000, 200",
    "1600, 200",
    "2500, 200",
    "3900, 200",
    "9000, 200",
    "100, 503",
    "1000, 503",
    "1600, 503",
    "2500, 503",
    "3900, 503",
    "9000, 503",
    "60000, 200"
  })
  void withStoresThatTakeSoLong(int millis, int answer) {
    endpointAnswers(answer, Courier.DEADLINE.minusMillis(100));
    delay = _ -> Duration.ofMillis(millis);

    boolean ended = ends();

    var took = Duration.between(arrived, engine.clock.instant());
    assertTrue(took.compareTo(Pass.LONGEST) <= 0, "it took " + took);
    Instant latest = arrived.plus(Pass.BUDGET).minus(Courier.DEADLINE);
    assertTrue(asked.stream().allMatch(at -> at.isBefore(latest)), "asked at " + asked);
    // Then they are quick again, and the bus brings the message unless it was acknowledged.
    delay = _ -> Duration.ZERO;
    engine.clock.advance(Pass.LEASE);
    endpointAnswers(200, Duration.ZERO);
    if (!ended) {
      assertInstanceOf(Pass.Result.Finished.class, engine.pass(event));
    }
    while (engine.wakeNext()) {
      // until all is done
    }
    assertEquals(DeliveryState.DELIVERED, state());
    assertEquals(asked.size(), engine.sentTo(subscription));
  }

  @Test
  void whatFollowsForAnEndpointComesAfterTheRecord() {
    endpointAnswers(503, Duration.ofSeconds(1));
    delay = method -> method.equals("report") ? Duration.ofHours(1) : Duration.ZERO;

    assertThrows(Unavailable.class, () -> engine.pass(event));

    assertEquals(DeliveryState.PENDING, engine.document(event, subscription).state());
    assertEquals(1, engine.document(event, subscription).attempts().size());
    assertEquals(1, engine.queue.scheduled().size());
    assertEquals(arrived.plus(Pass.LONGEST), engine.clock.instant());
  }

  /** What never was unfinished stands in the event alone. */
  private DeliveryState state() {
    return engine.hasDocument(event, subscription)
        ? engine.document(event, subscription).state()
        : engine.log.get(event.key()).orElseThrow().deliveries().getFirst().state();
  }

  private boolean ends() {
    try {
      return engine.pass(event) instanceof Pass.Result.Finished;
    } catch (Unavailable e) {
      return false;
    }
  }

  private void endpointAnswers(int status, Duration took) {
    engine.sender.always(
        subscription.lane(),
        _ -> {
          asked.add(engine.clock.instant());
          engine.clock.advance(took);
          return status(status);
        });
  }

  private <T> T port(Class<T> type, T quick) {
    return SlowPort.of(type, quick, engine.clock, method -> delay.apply(method));
  }
}
