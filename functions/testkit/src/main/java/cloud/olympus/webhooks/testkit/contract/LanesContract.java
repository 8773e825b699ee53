package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.lane.EndpointState;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.LaneState;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Lease;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Lanes} must do. */
public abstract class LanesContract {

  private static final Duration TTL = Duration.ofSeconds(30);

  private final TestClock clock = new TestClock();
  private final LaneKey lane = Samples.lane();
  private Lanes lanes = none();

  /** For subclasses. */
  protected LanesContract() {}

  /** A store, which may hold what other tests left. */
  protected abstract Lanes lanes();

  /** How many ask at once; fewer where a store is slow under contention. */
  protected int crowd() {
    return 64;
  }

  @SuppressWarnings("NullAway") // set before each test
  private static Lanes none() {
    return null;
  }

  @BeforeEach
  void open() {
    lanes = lanes();
  }

  @Test
  void aLaneNeverUsedIsFreeOfEpochZeroAndWithoutAWake() {
    assertEquals(new LaneState(lane, 0, null, null), lanes.state(lane));
  }

  // What a lane knows of its endpoint.

  @Test
  void whatIsReportedOfTheEndpointIsKept() {
    var failing = after(EndpointState.HEALTHY, 5);

    assertEquals(failing, lanes.report(lane, _ -> failing, clock.instant()));

    assertEquals(failing, lanes.state(lane).endpoint());
    var lease = acquire();
    assertEquals(failing, lease.endpoint());
    assertEquals(failing, lanes.renew(lease, clock.instant(), TTL).orElseThrow().endpoint());
    lanes.note(lane, clock.instant().minusSeconds(1), clock.instant());
    lanes.park(lease, clock.instant(), clock.instant());
    assertEquals(failing, lanes.state(lane).endpoint());
  }

  @Test
  void aHolderReportsWhenItParks() {
    var lease = acquire();
    lanes.report(lane, state -> after(state, 2), clock.instant());

    lanes.park(lease, null, state -> after(state, 3), clock.instant());

    assertEquals(5, lanes.state(lane).endpoint().failures());
  }

  @Test
  void aHolderThatLostItsLeaseReportsNothing() {
    var stale = acquire();
    clock.advance(TTL);
    acquire();

    lanes.park(stale, null, state -> after(state, 1), clock.instant());

    assertEquals(EndpointState.HEALTHY, lanes.state(lane).endpoint());
  }

  @Test
  void aReportLeavesLeaseAndWakesAlone() {
    var lease = acquire();
    Instant noted = clock.instant().plusSeconds(3);
    lanes.note(lane, noted, clock.instant());

    lanes.report(lane, state -> after(state, 1), clock.instant());

    var state = lanes.state(lane);
    assertEquals(lease.until(), state.leasedUntil());
    assertEquals(noted, state.nextWake());
    assertEquals(1, state.epoch());
  }

  @Test
  void ofManyReportsAtOnceNoneIsLost() {
    Crowd.all(8, () -> lanes.report(lane, state -> after(state, 1), clock.instant()));

    assertEquals(8, lanes.state(lane).endpoint().failures());
  }

  private EndpointState after(EndpointState state, int failures) {
    var after = state;
    for (int i = 0; i < failures; i++) {
      var answer = new Answer.Answered(503, Map.of(), "", Duration.ofMillis(5), null);
      after =
          after
              .after(new Attempt(1, clock.instant(), answer))
              .paced(clock.instant().getEpochSecond(), 2);
    }
    return after;
  }

  // Leases.

  @Test
  void aLeaseSaysUntilWhenAndTheEpochGrows() {
    var first = acquire();
    assertEquals(new Lease(lane, 1, clock.instant().plus(TTL)), first);
    assertEquals(new LaneState(lane, 1, first.until(), null), lanes.state(lane));
    lanes.park(first, null, clock.instant());

    assertEquals(2, acquire().epoch());
  }

  @Test
  void ofManyWhoAskAtOnceOneGetsTheLease() {
    for (int round = 1; round <= 3; round++) {
      var leases = Crowd.all(crowd(), () -> lanes.acquire(lane, clock.instant(), TTL));
      var held = leases.stream().flatMap(Optional::stream).toList();

      assertEquals(1, held.size());
      assertEquals(round, held.getFirst().epoch());
      lanes.park(held.getFirst(), null, clock.instant());
    }
  }

  @Test
  void aLeaseIsTakenOverWhenItRanOutAndOnlyThen() {
    acquire();
    clock.advance(TTL.minusMillis(1));
    assertTrue(lanes.acquire(lane, clock.instant(), TTL).isEmpty());
    clock.advance(Duration.ofMillis(1));

    assertEquals(2, acquire().epoch());
  }

  @Test
  void aRenewedLeaseHoldsLonger() {
    var lease = acquire();
    clock.advance(Duration.ofSeconds(20));

    var longer = lanes.renew(lease, clock.instant(), TTL).orElseThrow();

    assertEquals(new Lease(lane, lease.epoch(), clock.instant().plus(TTL)), longer);
    clock.advance(Duration.ofSeconds(20));
    assertTrue(lanes.acquire(lane, clock.instant(), TTL).isEmpty());
    clock.advance(Duration.ofSeconds(10));
    assertEquals(2, acquire().epoch());
  }

  @Test
  void aHolderThatLostItsLeaseCanNeitherRenewNorPark() {
    var stale = acquire();
    clock.advance(TTL);
    var lease = acquire();

    assertTrue(lanes.renew(stale, clock.instant(), TTL).isEmpty());
    assertTrue(lanes.park(stale, clock.instant(), clock.instant()).isEmpty());

    assertEquals(new LaneState(lane, 2, lease.until(), null), lanes.state(lane));
    assertTrue(lanes.acquire(lane, clock.instant(), TTL).isEmpty());
  }

  @Test
  void lanesAreApartByTenantAndWebhook() {
    acquire();

    assertTrue(
        lanes
            .acquire(new LaneKey(lane.tenantId(), Samples.fresh("wh")), clock.instant(), TTL)
            .isPresent());
    assertTrue(
        lanes
            .acquire(new LaneKey(Samples.fresh("tenant"), lane.webhookId()), clock.instant(), TTL)
            .isPresent());
  }

  // Parking.

  @Test
  void aParkedLaneIsFreeAndWakesWhenItsHolderSaid() {
    var lease = acquire();
    var next = clock.instant().plusSeconds(300);

    assertEquals(Optional.of(new Wake(lane, 1, next)), lanes.park(lease, next, clock.instant()));

    assertEquals(new LaneState(lane, 1, null, next), lanes.state(lane));
    assertTrue(lanes.acquire(lane, clock.instant(), TTL).isPresent());
  }

  @Test
  void aHolderThatLeavesNothingToDoSchedulesNothing() {
    assertTrue(lanes.park(acquire(), null, clock.instant()).isEmpty());

    assertEquals(new LaneState(lane, 1, null, null), lanes.state(lane));
  }

  @Test
  void whatIsNotedWhileALaneIsDrainedIsItsHoldersToSchedule() {
    var lease = acquire();
    var noted = clock.instant().plusSeconds(5);

    assertTrue(lanes.note(lane, noted, clock.instant()).isEmpty());
    assertEquals(noted, lanes.state(lane).nextWake());

    assertEquals(Optional.of(new Wake(lane, 1, noted)), lanes.park(lease, null, clock.instant()));
    assertEquals(new LaneState(lane, 1, null, noted), lanes.state(lane));
  }

  @Test
  void parkingKeepsTheEarlierOfWhatIsLeftAndWhatWasNoted() {
    var lease = acquire();
    lanes.note(lane, clock.instant().plusSeconds(60), clock.instant());
    var next = clock.instant().plusSeconds(30);
    assertEquals(Optional.of(new Wake(lane, 1, next)), lanes.park(lease, next, clock.instant()));

    lease = acquire();
    var noted = clock.instant().plusSeconds(30);
    lanes.note(lane, noted, clock.instant());
    assertEquals(
        Optional.of(new Wake(lane, 2, noted)),
        lanes.park(lease, clock.instant().plusSeconds(60), clock.instant()));
  }

  @Test
  void whatWasNotedSurvivesARenewal() {
    var lease = acquire();
    var noted = clock.instant().plusSeconds(5);
    lanes.note(lane, noted, clock.instant());

    var longer = lanes.renew(lease, clock.instant(), TTL).orElseThrow();

    assertEquals(Optional.of(new Wake(lane, 1, noted)), lanes.park(longer, null, clock.instant()));
  }

  // Notes.

  @Test
  void aNoteGivesAWakeOnlyWhereItMovedTheLaneEarlier() {
    var at = clock.instant().plusSeconds(60);

    assertEquals(Optional.of(new Wake(lane, 0, at)), lanes.note(lane, at, clock.instant()));
    assertTrue(lanes.note(lane, at, clock.instant()).isEmpty());
    assertTrue(lanes.note(lane, at.plusMillis(1), clock.instant()).isEmpty());
    assertEquals(at, lanes.state(lane).nextWake());
    var earlier = at.minusMillis(1);
    assertEquals(
        Optional.of(new Wake(lane, 0, earlier)), lanes.note(lane, earlier, clock.instant()));
    assertEquals(earlier, lanes.state(lane).nextWake());
  }

  @Test
  void ofManyWhoNoteTheSameOneSchedulesIt() {
    var at = clock.instant().plusSeconds(60);

    var wakes = Crowd.all(crowd(), () -> lanes.note(lane, at, clock.instant()));

    assertEquals(1, wakes.stream().flatMap(Optional::stream).count());
  }

  @Test
  void whoTakesALaneTakesTheWakesNotedSoFar() {
    lanes.note(lane, clock.instant(), clock.instant());

    var lease = acquire();

    assertNull(lanes.state(lane).nextWake());
    assertTrue(lanes.park(lease, null, clock.instant()).isEmpty());
    assertEquals(
        Optional.of(new Wake(lane, 1, clock.instant())),
        lanes.note(lane, clock.instant(), clock.instant()));
  }

  @Test
  void aNoteOnALaneWhoseHolderDiedIsScheduled() {
    acquire();
    clock.advance(TTL);

    assertEquals(
        Optional.of(new Wake(lane, 1, clock.instant())),
        lanes.note(lane, clock.instant(), clock.instant()));
  }

  @Test
  void noNoteIsLostBetweenDrainingAndParking() {
    for (int round = 0; round < 10; round++) {
      var lease = acquire();
      var at = clock.instant().plusSeconds(1 + round);
      var wakes =
          Crowd.<Optional<Wake>>each(
              2,
              i ->
                  () ->
                      i == 0
                          ? lanes.park(lease, null, clock.instant())
                          : lanes.note(lane, at, clock.instant()));

      assertEquals(1, wakes.stream().flatMap(Optional::stream).count());
      assertEquals(at, lanes.state(lane).nextWake());
    }
  }

  // The sweep. Long ago, so that nothing of other tests is overdue before.

  @Test
  void overdueWakesAndLeasesAreStaleMostOverdueFirst() {
    var then = Instant.parse("2001-01-01T00:00:00Z");
    then = then.plusSeconds(ThreadLocalRandom.current().nextLong(100_000_000));
    var second = Samples.lane();
    var third = Samples.lane();
    var future = Samples.lane();
    var leased = Samples.lane();
    var parked = Samples.lane();
    lanes.note(third, then.plusSeconds(50), then);
    lanes.acquire(second, then, Duration.ofSeconds(40));
    lanes.note(lane, then.plusSeconds(30), then);
    lanes.note(future, then.plusSeconds(60), then);
    lanes.note(leased, then, then);
    lanes.acquire(leased, then, Duration.ofSeconds(70));
    lanes.park(lanes.acquire(parked, then, TTL).orElseThrow(), null, then);

    var before = then.plusSeconds(60);
    var own = Set.of(lane, second, third, future, leased, parked);
    var stale =
        lanes.stale(before, null, 1_000).stream()
            .filter(wake -> own.contains(wake.lane()))
            .toList();

    assertEquals(
        List.of(
            new Wake(lane, 0, then.plusSeconds(30)),
            new Wake(second, 1, then.plusSeconds(40)),
            new Wake(third, 0, then.plusSeconds(50))),
        stale);
    assertEquals(1, lanes.stale(before, null, 1).size());
    for (var used : own) {
      lanes
          .acquire(used, clock.instant(), TTL)
          .ifPresent(lease -> lanes.park(lease, null, clock.instant()));
    }
    assertEquals(
        0,
        lanes.stale(before, null, 1_000).stream()
            .filter(wake -> own.contains(wake.lane()))
            .count());
  }

  @Test
  void pagesOfStaleLanesGoOnAfterTheLastOneAlsoAmongEquals() {
    var then = Instant.parse("1991-01-01T00:00:00Z");
    then = then.plusSeconds(ThreadLocalRandom.current().nextLong(100_000_000));
    var own = new HashSet<LaneKey>();
    for (int i = 0; i < 7; i++) {
      var overdue = Samples.lane();
      own.add(overdue);
      lanes.note(overdue, then.plusSeconds(i / 4), then);
    }

    List<Wake> seen = new ArrayList<>();
    List<Wake> page = lanes.stale(then.plusSeconds(60), null, 3);
    while (!page.isEmpty()) {
      seen.addAll(page);
      page = lanes.stale(then.plusSeconds(60), page.getLast(), 3);
    }

    seen.removeIf(wake -> !own.contains(wake.lane()));
    assertEquals(own, seen.stream().map(Wake::lane).collect(Collectors.toSet()));
    assertEquals(7, seen.size());
    own.forEach(
        overdue ->
            lanes.park(
                lanes.acquire(overdue, clock.instant(), TTL).orElseThrow(), null, clock.instant()));
  }

  private Lease acquire() {
    return lanes.acquire(lane, clock.instant(), TTL).orElseThrow();
  }
}
