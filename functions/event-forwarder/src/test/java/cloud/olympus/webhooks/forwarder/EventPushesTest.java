package cloud.olympus.webhooks.forwarder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.Ordering;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.memory.ScriptedSender;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventPushesTest {

  private final TestForwarder forwarder = new TestForwarder();

  @AfterEach
  void close() {
    forwarder.close();
  }

  @Test
  void aPushedEventIsDeliveredAndAcknowledged() {
    var subscription = forwarder.subscribe();
    var other = forwarder.subscribe(forwarder.sample().events("order.updated"));
    Event event = Samples.event(forwarder.tenant, "evt_1", "order.created");

    var response = forwarder.push(event);

    assertEquals(204, response.status());
    assertEquals("", response.text());
    assertEquals(
        "{\"id\":\"evt_1\",\"type\":\"order.created\",\"tenant_id\":\""
            + forwarder.tenant
            + "\",\"timestamp\":\"2026-03-01T09:59:59Z\",\"data\":{\"id\":\"ord_1\",\"total\":1.10}}",
        forwarder.bodySentTo(subscription));
    assertEquals(0, forwarder.sentTo(other));
    assertTrue(forwarder.bus.messages().isEmpty());
    assertEquals(
        DeliveryState.DELIVERED,
        forwarder.events.get(event.key()).orElseThrow().deliveries().getFirst().state());
  }

  @Test
  void aPushByEventarcIsTheSame() {
    var subscription = forwarder.subscribe();
    byte[] data = Envelope.write(forwarder.event()).getBytes(UTF_8);

    var response =
        forwarder.call(
            InMemoryRequest.post(EventForwarder.EVENTS)
                .header("ce-id", "2070443601311540")
                .header("ce-source", "//pubsub.googleapis.com/projects/olympus-test/topics/events")
                .header("ce-specversion", "1.0")
                .header("ce-type", "google.cloud.pubsub.topic.v1.messagePublished")
                .header("ce-time", "2026-03-01T09:59:59.5Z")
                .json(TestForwarder.body(data, Map.of())));

    assertEquals(204, response.status());
    assertEquals(1, forwarder.sentTo(subscription));
  }

  @Test
  void anEventFromATopicThatSetsNoAttributesIsTaken() {
    var subscription = forwarder.subscribe();
    byte[] data = Envelope.write(forwarder.event()).getBytes(UTF_8);
    String body = TestForwarder.body(data, Map.of()).replace("\"attributes\":{},", "");

    assertEquals(204, forwarder.post(EventForwarder.EVENTS, body).status());
    assertEquals(1, forwarder.sentTo(subscription));
  }

  @Test
  void anOrderedEventIsAcknowledgedOnceItIsInTheLanesThatKeepItsOrder() {
    var subscription =
        forwarder.subscribe(forwarder.sample().rules(DeliveryRules.DEFAULT.with(Ordering.SKIP)));
    var unordered = forwarder.subscribe();
    var paused = forwarder.subscribe(forwarder.sample().paused());
    var event = Samples.fullEvent(forwarder.tenant);
    byte[] data = Envelope.write(event).getBytes(UTF_8);

    assertEquals(204, forwarder.push(EventForwarder.ORDERED, data, Map.of()).status());
    assertEquals(0, forwarder.sentTo(subscription), "nothing is sent by the way");
    assertEquals(1, forwarder.sentTo(unordered));
    assertEquals(204, forwarder.push(EventForwarder.ORDERED, data, Map.of()).status());
    assertEquals(204, forwarder.wake(subscription).status());
    assertEquals(204, forwarder.wake(paused).status());

    assertEquals(1, forwarder.sentTo(subscription));
    assertEquals(1, forwarder.sentTo(unordered));
    assertEquals(0, forwarder.sentTo(paused));
  }

  @Test
  void anEventThatNobodyWantsIsAcknowledgedAndLeavesATrace() {
    Event event = forwarder.event();

    assertEquals(204, forwarder.push(event).status());

    assertTrue(forwarder.events.get(event.key()).isPresent());
    assertTrue(forwarder.bus.messages().isEmpty());
  }

  @Test
  void whatAnEndpointDidNotTakeIsAcknowledgedOnceItsLaneWillWake() {
    var subscription = forwarder.subscribe();
    forwarder.sender.next(subscription.lane(), ScriptedSender.status(500));

    assertEquals(204, forwarder.push(forwarder.event()).status());

    assertEquals(subscription.lane(), forwarder.wakeups.scheduled().getFirst().lane());
  }

  @Test
  void anEventPushedAgainIsAcknowledgedAndNotSentAgain() {
    var subscription = forwarder.subscribe();
    Event event = forwarder.event();

    assertEquals(204, forwarder.push(event).status());
    assertEquals(204, forwarder.push(event).status());

    assertEquals(1, forwarder.sentTo(subscription));
  }

  @Test
  void whileAnotherPassHoldsTheEventAPushIsNotAcknowledged() {
    var subscription = forwarder.subscribe();
    Event event = forwarder.event();
    List<InMemoryResponse> meanwhile = new ArrayList<>();
    forwarder.sender.always(
        subscription.lane(),
        _ -> {
          forwarder.clock.advance(Duration.ofMillis(12_500));
          meanwhile.add(forwarder.push(event));
          return ScriptedSender.status(200);
        });

    assertEquals(204, forwarder.push(event).status());

    assertEquals(503, meanwhile.getFirst().status());
    assertEquals("18", meanwhile.getFirst().header("Retry-After").orElseThrow());
    assertEquals(1, forwarder.sentTo(subscription));
    assertEquals(204, forwarder.push(event).status());
  }

  @Test
  void theSameIdWithOtherContentIsADeadLetterAndTheFirstOneStays() {
    var subscription = forwarder.subscribe();
    String tenant = forwarder.tenant;
    forwarder.push(Samples.event(tenant, "evt_1", "order.created", "{\"total\":1.10}"));

    var response =
        forwarder.push(Samples.event(tenant, "evt_1", "order.created", "{\"total\":1.1}"));
    var letter = forwarder.published();
    forwarder.pump();

    assertEquals(204, response.status());
    assertEquals("id_conflict", letter.reason());
    assertEquals(List.of(letter), forwarder.deadLetters.list(tenant, null, 10).items());
    assertEquals("evt_1", letter.eventId());
    assertTrue(letter.bodyText().contains("{\"total\":1.1}"), letter.bodyText());
    assertTrue(forwarder.bodySentTo(subscription).contains("{\"total\":1.10}"));
  }

  @Test
  void twoTenantsMayHaveEventsOfTheSameId() {
    var subscription = forwarder.subscribe();
    forwarder.push(Samples.event("somebody", "evt_1", "order.created"));

    forwarder.push(Samples.event(forwarder.tenant, "evt_1", "order.updated"));

    assertEquals(1, forwarder.sentTo(subscription));
    assertTrue(forwarder.bus.messages().isEmpty());
  }

  @Test
  void pushedAtOnceAnEventIsDeliveredOnceToEachSubscription() {
    List<Subscription> all =
        List.of(forwarder.subscribe(), forwarder.subscribe(), forwarder.subscribe());
    Event event = forwarder.event();
    var left = new AtomicInteger(200);
    var statuses = new ConcurrentLinkedQueue<Integer>();

    Crowd.all(
        32,
        () -> {
          while (left.getAndDecrement() > 0) {
            statuses.add(forwarder.push(event).status());
          }
          return true;
        });

    assertEquals(200, statuses.size());
    assertTrue(Set.of(204, 503).containsAll(statuses), () -> new TreeSet<>(statuses).toString());
    assertTrue(statuses.contains(204));
    assertEquals(204, forwarder.push(event).status());
    for (var subscription : all) {
      assertEquals(1, forwarder.sentTo(subscription));
    }
    assertTrue(forwarder.bus.messages().isEmpty());
  }
}
