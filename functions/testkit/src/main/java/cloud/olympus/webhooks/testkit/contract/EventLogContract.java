package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.delivery.Outcome;
import cloud.olympus.webhooks.delivery.Phases;
import cloud.olympus.webhooks.delivery.Trip;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.ClaimToken;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventFilter;
import cloud.olympus.webhooks.event.EventKey;
import cloud.olympus.webhooks.event.EventRecord;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link cloud.olympus.webhooks.event.EventLog} must do. */
public abstract class EventLogContract {

  private static final Duration LEASE = Duration.ofSeconds(30);

  private final TestClock clock = new TestClock();
  private final String tenant = Samples.fresh("tenant");
  private final String first = Samples.fresh("wh");
  private final String second = Samples.fresh("wh");
  private Ports ports = none();

  /** For subclasses. */
  protected EventLogContract() {}

  /** Ports of one store, which may hold what other tests left. */
  protected abstract Ports ports();

  /** How many claim at once; fewer where a store is slow under contention. */
  protected int crowd() {
    return 64;
  }

  @SuppressWarnings("NullAway") // set before each test
  private static Ports none() {
    return null;
  }

  @BeforeEach
  void open() {
    ports = ports();
  }

  // Claiming.

  @Test
  void theFirstClaimIsMineAndPlansEveryDelivery() {
    var event = Samples.fullEvent(tenant);

    var mine = claimMine(event, List.of(first, second));

    assertEquals(List.of(first, second), mine.webhooks());
    assertEquals(event.key(), mine.token().key());
    var record = recordOf(event);
    assertEquals(event, record.event());
    assertEquals(clock.instant(), record.acceptedAt());
    assertFalse(record.recorded());
    assertEquals(
        List.of(
            DeliverySummary.planned(first, clock.instant()),
            DeliverySummary.planned(second, clock.instant())),
        record.deliveries());
  }

  @Test
  void ofManyClaimantsAtOnceExactlyOneWins() {
    var event = Samples.event(tenant);

    var claims = Crowd.all(crowd(), () -> claim(event, List.of(first)));

    assertEquals(1, claims.stream().filter(Claim.Mine.class::isInstance).count());
    assertEquals(crowd() - 1, claims.stream().filter(Claim.Busy.class::isInstance).count());
  }

  @Test
  void whileALeaseHoldsEverybodyElseIsToldUntilWhen() {
    var event = Samples.event(tenant);
    claimMine(event, List.of(first));
    var until = clock.instant().plus(LEASE);
    clock.advance(LEASE.minusMillis(1));

    var busy = assertInstanceOf(Claim.Busy.class, claim(event, List.of(first)));

    assertEquals(until, busy.until());
  }

  @Test
  void aClaimWhoseLeaseRanOutIsTakenOverWithTheSetThatWasFixed() {
    var event = Samples.event(tenant);
    var before = claimMine(event, List.of(first, second));
    var acceptedAt = clock.instant();
    clock.advance(LEASE);

    var after = claimMine(event, List.of(second, Samples.fresh("wh")));

    assertEquals(List.of(first, second), after.webhooks());
    assertNotEquals(before.token(), after.token());
    assertEquals(acceptedAt, recordOf(event).acceptedAt());
    assertInstanceOf(Claim.Busy.class, claim(event, List.of(first)));
  }

  @Test
  void ofManyWhoTakeOverAtOnceExactlyOneWins() {
    var event = Samples.event(tenant);
    claimMine(event, List.of(first));
    clock.advance(LEASE);

    var claims = Crowd.all(crowd(), () -> claim(event, List.of(first)));

    assertEquals(1, claims.stream().filter(Claim.Mine.class::isInstance).count());
  }

  @Test
  void whatIsRecordedIsDoneAndStaysSo() {
    var event = Samples.event(tenant);
    var token = claimMine(event, List.of(first)).token();
    record(token, delivered(event, first));

    var done = assertInstanceOf(Claim.Done.class, claim(event, List.of(second)));
    clock.advance(LEASE.multipliedBy(2));

    assertEquals(DeliveryState.DELIVERED, done.deliveries().getFirst().state());
    assertEquals(done, claim(event, List.of(second)));
  }

  @Test
  void anotherEventUnderTheSameIdIsAConflictBeforeAndAfterRecording() {
    var event = Samples.event(tenant);
    var other = Samples.event(tenant, event.id(), event.type(), "{\"id\":\"ord_2\"}");
    var token = claimMine(event, List.of(first)).token();

    assertInstanceOf(Claim.Conflict.class, claim(other, List.of(first)));
    clock.advance(LEASE);
    assertInstanceOf(Claim.Conflict.class, claim(other, List.of(first)));
    record(token, delivered(event, first));
    assertInstanceOf(Claim.Conflict.class, claim(other, List.of(first)));
    assertEquals(event, recordOf(event).event());
  }

  @Test
  void anotherTraceContextIsNoConflict() {
    var event = Samples.fullEvent(tenant);
    claimMine(event, List.of(first));
    var again =
        new Event(
            event.tenantId(),
            event.id(),
            event.type(),
            event.source(),
            event.locationId(),
            event.timestamp(),
            event.data(),
            event.orderingKey(),
            event.subjectRef(),
            event.test(),
            null);

    assertInstanceOf(Claim.Busy.class, claim(again, List.of(first)));
  }

  @Test
  void anEventWithoutDeliveriesIsBornRecorded() {
    var event = Samples.event(tenant);

    var done = assertInstanceOf(Claim.Done.class, claim(event, List.of()));

    assertEquals(List.of(), done.deliveries());
    assertTrue(recordOf(event).recorded());
    assertEquals(List.of(), recordOf(event).deliveries());
    var later = assertInstanceOf(Claim.Done.class, claim(event, List.of(first)));
    assertEquals(List.of(), later.deliveries());
  }

  @Test
  void theSameIdInTwoTenantsIsTwoEvents() {
    var event = Samples.event(tenant);
    var other = Samples.event(Samples.fresh("tenant"), event.id(), "order.updated");

    claimMine(event, List.of(first));
    claimMine(other, List.of(second));

    assertEquals(event, recordOf(event).event());
    assertEquals(other, recordOf(other).event());
    assertTrue(ports.log().get(new EventKey(Samples.fresh("tenant"), event.id())).isEmpty());
  }

  @Test
  void manyDeliveriesOfOneEventKeepTheirOrder() {
    List<String> webhooks = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      webhooks.add(Samples.fresh("wh"));
    }
    var event = Samples.event(tenant);
    var token = claimMine(event, webhooks).token();

    var recorded =
        record(token, webhooks.stream().map(id -> failed(event, id)).toArray(Delivery[]::new));

    assertEquals(webhooks, recorded.stream().map(DeliverySummary::webhookId).toList());
    assertEquals(recorded, recordOf(event).deliveries());
    for (var id : webhooks) {
      assertEquals(DeliveryState.PENDING, document(event, id).state());
    }
  }

  // Recording.

  @Test
  void aSuccessNeedsNoDocument() {
    var event = Samples.event(tenant);
    var token = claimMine(event, List.of(first)).token();
    var outcome = delivered(event, first);

    var recorded = ports.log().record(token, List.of(outcome), clock.instant());

    assertTrue(recorded.owned());
    assertEquals(List.of(outcome.summary()), recorded.deliveries());
    assertTrue(recordOf(event).recorded());
    assertEquals(List.of(outcome.summary()), recordOf(event).deliveries());
    assertTrue(ports.deliveries().get(outcome.id()).isEmpty());
  }

  @Test
  void allButTheBodyIsKeptOfASuccess() {
    var event = Samples.event(tenant);
    var token = claimMine(event, List.of(first, second)).token();
    var trip =
        new Trip(
            Duration.ofMillis(90),
            "2001:db8::7",
            new Phases(
                Duration.ofMillis(2),
                Duration.ofMillis(11),
                Duration.ofMillis(23),
                Duration.ofMillis(40)),
            2);
    var headers = Map.of("x-request-id", "\"a\",\r\n\tb, c", "server", "küche");
    var answer = new Answer.Answered(204, headers, "the body", true, trip);
    var one = answered(event, first, answer);
    var bare = new Trip(Duration.ofMillis(3), null, Phases.UNKNOWN, 1);
    var other = answered(event, second, new Answer.Answered(200, Map.of(), "", false, bare));

    var recorded = record(token, one, other);

    assertEquals(
        List.of(new Outcome(204, null, trip, headers), new Outcome(200, null, bare, Map.of())),
        recorded.stream().map(DeliverySummary::last).toList());
    assertEquals(recorded, recordOf(event).deliveries());
  }

  private Delivery answered(Event event, String webhook, Answer answer) {
    var attempt = new Attempt(1, clock.instant(), answer);
    return Samples.after(fresh(event, webhook), DeliveryState.DELIVERED, clock.instant(), attempt);
  }

  @ParameterizedTest
  @EnumSource(names = {"PENDING", "HELD", "EXHAUSTED", "CANCELLED"})
  void whatIsNotDeliveredGetsADocument(DeliveryState state) {
    var event = Samples.event(tenant);
    var token = claimMine(event, List.of(first, second)).token();
    var fresh = fresh(event, first);
    var outcome =
        Samples.after(
                fresh,
                state,
                clock.instant().plusSeconds(5),
                Samples.answered(fresh, 503, clock.instant()))
            .moved(state, clock.instant().plusSeconds(5), "paused", clock.instant().plusMillis(7));

    var recorded = record(token, outcome, delivered(event, second));

    assertEquals(outcome.summary(), recorded.getFirst());
    assertEquals(outcome, document(event, first));
    assertTrue(ports.deliveries().get(Samples.deliveryId(event, second)).isEmpty());
  }

  @Test
  void recordingTheSameTwiceIsHarmless() {
    var event = Samples.event(tenant);
    var token = claimMine(event, List.of(first, second)).token();
    var failure = failed(event, first);
    var success = delivered(event, second);
    var once = record(token, failure, success);
    var finished = Samples.delivered(failure, clock.advance(Duration.ofSeconds(10)));
    assertTrue(ports.deliveries().finish(finished, 1));

    var twice = record(token, failure, success);

    assertEquals(once, twice);
    assertEquals(finished, document(event, first));
    assertTrue(ports.deliveries().get(success.id()).isEmpty());
  }

  @Test
  void aStaleTokenMergesItsSuccessesAndNothingElse() {
    var event = Samples.event(tenant);
    var stale = claimMine(event, List.of(first, second)).token();
    clock.advance(LEASE);
    var owner = claimMine(event, List.of(first, second)).token();

    var late =
        ports
            .log()
            .record(
                stale, List.of(delivered(event, first), failed(event, second)), clock.instant());

    assertFalse(late.owned());
    assertEquals(
        List.of(DeliveryState.DELIVERED, DeliveryState.PENDING),
        late.deliveries().stream().map(DeliverySummary::state).toList());
    assertEquals(0, late.deliveries().getLast().attempts());
    assertFalse(recordOf(event).recorded());
    assertTrue(ports.deliveries().get(Samples.deliveryId(event, second)).isEmpty());
    assertInstanceOf(Claim.Busy.class, claim(event, List.of(first)));

    var recorded = record(owner, failed(event, first), failed(event, second));

    assertEquals(
        List.of(DeliveryState.DELIVERED, DeliveryState.PENDING),
        recorded.stream().map(DeliverySummary::state).toList());
    assertTrue(ports.deliveries().get(Samples.deliveryId(event, first)).isEmpty());
    assertEquals(1, document(event, second).attempts().size());
  }

  @Test
  void whatALoserHasBroughtInIsNotSentByWhoTakesOver() {
    var event = Samples.event(tenant);
    var stale = claimMine(event, List.of(first, second)).token();
    clock.advance(LEASE);
    claimMine(event, List.of(first, second));
    ports.log().record(stale, List.of(delivered(event, first)), clock.instant());
    clock.advance(LEASE);

    var third = claimMine(event, List.of(first, second));

    assertEquals(List.of(second), third.webhooks());
    var recorded = record(third.token(), delivered(event, second));
    assertEquals(
        List.of(DeliveryState.DELIVERED, DeliveryState.DELIVERED),
        recorded.stream().map(DeliverySummary::state).toList());
    assertTrue(recordOf(event).recorded());
  }

  @Test
  void whereALoserHasBroughtInEverythingNothingIsLeftToSend() {
    var event = Samples.event(tenant);
    var stale = claimMine(event, List.of(first)).token();
    clock.advance(LEASE);
    claimMine(event, List.of(first));
    ports.log().record(stale, List.of(delivered(event, first)), clock.instant());
    clock.advance(LEASE);

    var third = claimMine(event, List.of(first));

    assertEquals(List.of(), third.webhooks());
    assertEquals(1, record(third.token()).size());
    assertTrue(recordOf(event).recorded());
  }

  @Test
  void aLateSuccessEndsTheDocumentThatAnotherPassMade() {
    var event = Samples.event(tenant);
    var stale = claimMine(event, List.of(first)).token();
    clock.advance(LEASE);
    var owner = claimMine(event, List.of(first)).token();
    record(owner, failed(event, first));
    assertEquals(DeliveryState.PENDING, document(event, first).state());

    var late = ports.log().record(stale, List.of(delivered(event, first)), clock.instant());

    assertFalse(late.owned());
    assertEquals(DeliveryState.DELIVERED, late.deliveries().getFirst().state());
    assertEquals(DeliveryState.DELIVERED, recordOf(event).deliveries().getFirst().state());
    var document = document(event, first);
    assertEquals(DeliveryState.DELIVERED, document.state());
    assertTrue(document.lastAttempt().orElseThrow().succeeded());
    assertTrue(ports.deliveries().nextDue(document.id().lane()).isEmpty());
  }

  @Test
  void aLateSuccessReplacesNoEndOfADocument() {
    for (var end :
        List.of(DeliveryState.EXHAUSTED, DeliveryState.EXPIRED, DeliveryState.CANCELLED)) {
      var event = Samples.event(tenant);
      var stale = claimMine(event, List.of(first)).token();
      clock.advance(LEASE);
      record(claimMine(event, List.of(first)).token(), failed(event, first));
      var ended = document(event, first).moved(end, clock.instant(), "by another", clock.instant());
      assertTrue(ports.deliveries().finish(ended, 1));

      ports.log().record(stale, List.of(delivered(event, first)), clock.instant());

      assertEquals(end, document(event, first).state());
    }
  }

  @Test
  void aLateFailureReplacesNothing() {
    var event = Samples.event(tenant);
    var stale = claimMine(event, List.of(first)).token();
    clock.advance(LEASE);
    var success = delivered(event, first);
    record(claimMine(event, List.of(first)).token(), success);

    var late = ports.log().record(stale, List.of(failed(event, first)), clock.instant());

    assertFalse(late.owned());
    assertEquals(List.of(success.summary()), late.deliveries());
    assertEquals(List.of(success.summary()), recordOf(event).deliveries());
    assertTrue(ports.deliveries().get(success.id()).isEmpty());
  }

  @Test
  void manyWhoRecordAtOnceLoseNoSuccess() {
    var event = Samples.event(tenant);
    List<String> webhooks = List.of(first, second, Samples.fresh("wh"), Samples.fresh("wh"));
    List<ClaimToken> tokens = new ArrayList<>();
    for (int i = 0; i < webhooks.size(); i++) {
      tokens.add(claimMine(event, webhooks).token());
      clock.advance(LEASE);
    }

    Crowd.each(
        webhooks.size(),
        i ->
            () ->
                record(
                    tokens.get(i),
                    webhooks.stream()
                        .map(
                            id ->
                                id.equals(webhooks.get(i))
                                    ? delivered(event, id)
                                    : failed(event, id))
                        .toArray(Delivery[]::new)));

    var record = recordOf(event);
    assertTrue(record.recorded());
    for (var delivery : record.deliveries()) {
      assertEquals(DeliveryState.DELIVERED, delivery.state());
      var document = ports.deliveries().get(Samples.deliveryId(event, delivery.webhookId()));
      assertEquals(
          DeliveryState.DELIVERED,
          document.map(Delivery::state).orElse(DeliveryState.DELIVERED),
          "the document says otherwise");
    }
  }

  // Listing.

  @Test
  void aListIsNewestFirstAndOfOneTenant() {
    var events = accept(5, Samples.TYPE, List.of(first));
    claimMine(Samples.event(Samples.fresh("tenant")), List.of(first));

    assertEquals(events.reversed(), list(EventFilter.ALL, 10));
  }

  @Test
  void pagesHaveNeitherHolesNorDuplicatesWhileNewEventsArrive() {
    var events = accept(7, Samples.TYPE, List.of(first));
    var page = ports.log().list(tenant, EventFilter.ALL, null, 3);
    accept(4, Samples.TYPE, List.of(first));

    var rest =
        Pages.all(3, page.next(), cursor -> ports.log().list(tenant, EventFilter.ALL, cursor, 3));

    List<Event> seen = new ArrayList<>();
    page.items().forEach(record -> seen.add(record.event()));
    rest.forEach(record -> seen.add(record.event()));
    assertEquals(events.reversed(), seen);
  }

  @Test
  void eventsOfOneInstantAreEachListedOnce() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      var event = Samples.event(tenant);
      claimMine(event, List.of(first));
      events.add(event);
    }

    var seen = list(EventFilter.ALL, 2);

    assertEquals(7, seen.size());
    assertEquals(new HashSet<>(events), new HashSet<>(seen));
  }

  @Test
  void aListCanBeOfOneTypeOrOfOneWebhookOrOfBoth() {
    var created = accept(3, Samples.TYPE, List.of(first));
    var updated = accept(3, "order.updated", List.of(first, second));
    var unmatched = accept(1, "order.updated", List.of());

    assertEquals(created.reversed(), list(new EventFilter(Samples.TYPE, null), 2));
    assertEquals(updated.reversed(), list(EventFilter.to(second), 2));
    assertEquals(updated.reversed(), list(new EventFilter("order.updated", first), 2));
    assertEquals(List.of(), list(new EventFilter(Samples.TYPE, second), 2));
    assertEquals(unmatched.getFirst(), list(new EventFilter("order.updated", null), 9).getFirst());
    assertEquals(List.of(), list(EventFilter.to(Samples.fresh("wh")), 2));
  }

  @Test
  void aListShowsWhatBecameOfAnEvent() {
    var event = Samples.fullEvent(tenant);
    var token = claimMine(event, List.of(first, second)).token();
    record(token, delivered(event, first), failed(event, second));

    var page = ports.log().list(tenant, EventFilter.ALL, null, 5);

    assertEquals(List.of(recordOf(event)), page.items());
    assertTrue(page.cursor().isEmpty());
    assertTrue(page.items().getFirst().recorded());
  }

  @Test
  void theDataOfAnEventIsKeptCharacterByCharacter() {
    String data =
        "{\"big\":9007199254740993,\"price\":1.10,\"e\":1E+2,\"zero\":-0.0,\"b\":1,\"a\":2,"
            + "\"text\":\"\\u0000 \\\" \\\\ \\t 𝄞 \u2028 <&> é e\u0301\",\"null\":null,\"none\":[]}";
    var event = Samples.event(tenant, Samples.fresh("evt"), Samples.TYPE, data);

    claimMine(event, List.of(first));

    assertEquals(data, recordOf(event).event().data());
  }

  @Test
  void aLargeEventIsKept() {
    String data = "{\"text\":\"" + "寿司".repeat(40_000) + "\"}";
    var event = Samples.event(tenant, Samples.fresh("evt"), Samples.TYPE, data);

    claimMine(event, List.of(first));

    assertEquals(data, recordOf(event).event().data());
  }

  private Claim claim(Event event, List<String> webhooks) {
    return ports.log().claim(event, webhooks, clock.instant(), LEASE);
  }

  private Claim.Mine claimMine(Event event, List<String> webhooks) {
    return assertInstanceOf(Claim.Mine.class, claim(event, webhooks));
  }

  private List<DeliverySummary> record(ClaimToken token, Delivery... outcomes) {
    return ports.log().record(token, List.of(outcomes), clock.instant()).deliveries();
  }

  private EventRecord recordOf(Event event) {
    var record = ports.log().get(event.key()).orElse(null);
    assertNotNull(record, "the event has no record");
    return record;
  }

  private Delivery document(Event event, String webhookId) {
    var document = ports.deliveries().get(Samples.deliveryId(event, webhookId)).orElse(null);
    assertNotNull(document, "the delivery has no document");
    return document;
  }

  private Delivery fresh(Event event, String webhookId) {
    return Delivery.fresh(Samples.deliveryId(event, webhookId), event.type(), clock.instant());
  }

  private Delivery delivered(Event event, String webhookId) {
    return Samples.delivered(fresh(event, webhookId), clock.instant());
  }

  private Delivery failed(Event event, String webhookId) {
    return Samples.failed(fresh(event, webhookId), clock.instant());
  }

  private List<Event> accept(int number, String type, List<String> webhooks) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      clock.advance(Duration.ofMillis(1));
      var event = Samples.event(tenant, Samples.fresh("evt"), type);
      claim(event, webhooks);
      events.add(event);
    }
    return Collections.unmodifiableList(events);
  }

  private List<Event> list(EventFilter filter, int limit) {
    var records = Pages.all(limit, null, cursor -> ports.log().list(tenant, filter, cursor, limit));
    assertEquals(Set.copyOf(records).size(), records.size(), "an event is listed twice");
    return records.stream().map(EventRecord::event).toList();
  }
}
