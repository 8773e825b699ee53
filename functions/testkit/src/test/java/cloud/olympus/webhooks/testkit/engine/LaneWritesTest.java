package cloud.olympus.webhooks.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.testkit.memory.ScriptedSender;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The document of a lane is written once a second at most, over a while: more often Firestore does
 * not like one to be.
 */
final class LaneWritesTest {

  private static final Duration WHILE = Duration.ofMinutes(2);

  /** From when a wake-up is due until its lane is drained, as measured with Cloud Tasks. */
  private static final Duration WAKING = Duration.ofMillis(200);

  /** Noted, acquired, parked. */
  private static final int ALONE = 3;

  private static final int FIRST_AND_LAST = 2 * ALONE;

  private final Engine engine = new Engine();
  private final CountedLanes lanes = new CountedLanes(engine.lanes);
  private final Map<String, Instant> published = new HashMap<>();
  private Duration latest = Duration.ZERO;

  LaneWritesTest() {
    engine.lanes = lanes;
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 130, 250, 500, 900, 1_300, 2_100, 2_900, 3_100, 5_000})
  void whatComesEverySoOften(int millis) {
    var subscription = subscribe(2, null);
    var traffic = new Traffic(Duration.ofMillis(millis));

    engine.onPause = traffic::publishDue;
    while (engine.clock.instant().isBefore(traffic.end)) {
      engine.clock.advance(Duration.ofMillis(10));
      traffic.publishDue();
      engine.queue.take(engine.clock.instant().minus(WAKING)).forEach(w -> engine.drain(w.lane()));
    }

    long most = WHILE.toSeconds() + FIRST_AND_LAST;
    assertTrue(lanes.writes() <= most, lanes.writes() + " writes in " + WHILE);
    assertEquals(0, engine.deliveries.waiting(subscription.lane()).size());
    assertEquals(published.size(), engine.sentTo(subscription));
    assertTrue(latest.compareTo(Duration.ofSeconds(1)) < 0, "one was sent after " + latest);
  }

  @Test
  void whatWaitsBehindARateLimit() {
    var subscription = subscribe(10, 5);
    int events = 600;
    for (int i = 0; i < events; i++) {
      publish(engine.event());
    }
    Instant began = engine.clock.instant();

    while (engine.sentTo(subscription) < events) {
      engine.wakeNext();
    }

    long seconds = Duration.between(began, engine.clock.instant()).toSeconds();
    assertTrue(seconds <= WHILE.toSeconds() + 1, "it took " + seconds + " s");
    assertTrue(
        lanes.writes() <= seconds + FIRST_AND_LAST, lanes.writes() + " in " + seconds + " s");
  }

  @Test
  void aLoneEventHoldsNobodyUp() {
    subscribe(2, null);
    publish(engine.event());
    Instant before = engine.clock.instant();

    engine.wakeNext();

    assertEquals(before, engine.clock.instant());
    assertEquals(ALONE, lanes.writes());
  }

  @Test
  void whoIsToStopStaysNoLonger() {
    var subscription = subscribe(2, null);
    for (int i = 0; i < 2; i++) {
      publish(engine.event());
      engine.wakeNext();
    }
    Instant before = engine.clock.instant();
    engine.onPause = () -> engine.stopping.set(true);

    publish(engine.event());
    engine.drain(subscription.lane());

    var stayed = Duration.between(before, engine.clock.instant());
    assertTrue(stayed.compareTo(Duration.ofSeconds(1)) < 0, "it stayed for " + stayed);
  }

  /** To an endpoint that takes so many at once, which only its lane can see to. */
  private Subscription subscribe(int atOnce, Integer rateLimit) {
    var base = DeliveryRules.DEFAULT;
    var rules = new DeliveryRules(base.schedule(), rateLimit, atOnce, base.ordering());
    var subscription = engine.subscribe(engine.sample().rules(rules));
    engine.sender.always(
        subscription.lane(),
        request -> {
          var id = Objects.requireNonNull(request.headers().get("Olympus-Event-Id"));
          var took = Duration.between(published.get(id), engine.clock.instant());
          latest = took.compareTo(latest) > 0 ? took : latest;
          return ScriptedSender.status(200);
        });
    return subscription;
  }

  private void publish(Event event) {
    published.put(event.id(), engine.clock.instant());
    engine.pass(event);
  }

  /** Events at even distances. */
  private final class Traffic {
    private final Duration distance;
    private final Instant end = engine.clock.instant().plus(WHILE);
    private Instant next = engine.clock.instant();

    Traffic(Duration distance) {
      this.distance = distance;
    }

    void publishDue() {
      Instant now = engine.clock.instant();
      while (!next.isAfter(now) && next.isBefore(end)) {
        next = next.plus(distance);
        publish(engine.event());
      }
    }
  }
}
