package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.event.Claim;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventFilter;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.contract.Ports;
import com.google.cloud.firestore.Firestore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Firestore bills for: documents written and read. */
class FirestoreCostIT {

  @RegisterExtension static final FirestoreEmulator EMULATOR = new FirestoreEmulator();

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final Wire wire = new Wire();
  private final Event event = Samples.event("tenant_1");
  private Firestore firestore;
  private Ports ports;

  @BeforeEach
  void connect() {
    firestore = EMULATOR.firestore(wire);
    ports = FirestorePorts.of(firestore);
  }

  @AfterEach
  void close() throws Exception {
    firestore.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 25})
  void aHealthyEventCostsTwoWritesAndNoReadAtAnyFanOut(int fanOut) {
    var webhooks = webhooks(fanOut);
    var mine = claim(webhooks);

    var recorded =
        ports
            .log()
            .record(
                mine.token(),
                webhooks.stream().map(id -> Samples.delivered(fresh(id), NOW)).toList(),
                NOW);

    assertTrue(recorded.owned());
    assertCost(2, 2, 0);
  }

  @Test
  void anUnfinishedDeliveryCostsOneWriteMoreInTheSameCommit() {
    var webhooks = webhooks(5);
    var mine = claim(webhooks);
    List<Delivery> outcomes = new ArrayList<>();
    webhooks.forEach(id -> outcomes.add(Samples.delivered(fresh(id), NOW)));
    outcomes.set(1, Samples.failed(fresh(webhooks.get(1)), NOW));
    outcomes.set(3, fresh(webhooks.get(3)).held("paused", NOW));

    ports.log().record(mine.token(), outcomes, NOW);

    assertCost(2, 4, 0);
    assertTrue(ports.deliveries().get(outcomes.get(3).id()).isPresent());
  }

  @Test
  void anEventForNobodyCostsOneWrite() {
    assertInstanceOf(Claim.Done.class, ports.log().claim(event, List.of(), NOW, LEASE));

    assertCost(1, 1, 0);
  }

  @Test
  void aDuplicateCostsOneReadBesidesTheRefusedWrite() {
    claim(webhooks(1));

    assertInstanceOf(Claim.Busy.class, ports.log().claim(event, webhooks(1), NOW, LEASE));

    assertCost(2, 2, 1);
  }

  @Test
  void anAttemptInALaneCostsOneReadAndOneWriteToRecord() {
    var delivery = fresh("wh_0");
    ports.deliveries().enqueue(delivery);
    assertCost(1, 1, 0);

    ports.deliveries().finish(Samples.delivered(delivery, NOW), 1);

    assertCost(2, 2, 1);
  }

  @Test
  void aLaneCostsOneReadAndOneWriteForEachChange() {
    var lane = Samples.lane();

    ports.lanes().note(lane, NOW, NOW);
    assertCost(1, 1, 1);
    var lease = ports.lanes().acquire(lane, NOW, LEASE).orElseThrow();
    assertCost(2, 2, 2);
    ports.lanes().renew(lease, NOW, LEASE);
    assertCost(3, 3, 3);
    ports.lanes().park(lease, NOW.plusSeconds(60), NOW);
    assertCost(4, 4, 4);
  }

  @Test
  void aNoteThatMovesNothingEarlierOnlyReads() {
    var lane = Samples.lane();
    ports.lanes().note(lane, NOW, NOW);

    ports.lanes().note(lane, NOW, NOW);
    ports.lanes().note(lane, NOW.plusSeconds(1), NOW);

    assertCost(1, 1, 3);
  }

  @Test
  void aReportThatSaysNothingNewOnlyReads() {
    var lane = Samples.lane();
    var failed = Samples.failed(fresh("wh_0"), NOW).lastAttempt().orElseThrow();
    var state = ports.lanes().report(lane, one -> one.after(failed), NOW);
    assertCost(1, 1, 1);

    assertEquals(state, ports.lanes().report(lane, UnaryOperator.identity(), NOW));

    assertCost(1, 1, 2);
  }

  @Test
  void aPageReadsOneDocumentMoreThanItShows() {
    for (int i = 0; i < 6; i++) {
      ports.log().claim(Samples.event("tenant_1"), List.of(), NOW.plusSeconds(i), LEASE);
    }

    var page = ports.log().list("tenant_1", EventFilter.ALL, null, 3);

    assertEquals(3, page.items().size());
    assertCost(6, 6, 4);
  }

  private void assertCost(int commits, int writes, int reads) {
    assertEquals(
        "%d commits, %d writes, %d reads".formatted(commits, writes, reads),
        "%d commits, %d writes, %d reads".formatted(wire.commits(), wire.writes(), wire.reads()));
  }

  private Claim.Mine claim(List<String> webhooks) {
    return assertInstanceOf(Claim.Mine.class, ports.log().claim(event, webhooks, NOW, LEASE));
  }

  private static List<String> webhooks(int number) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      ids.add("wh_" + i);
    }
    return ids;
  }

  private Delivery fresh(String webhookId) {
    return Delivery.fresh(Samples.deliveryId(event, webhookId), event.type(), NOW);
  }
}
