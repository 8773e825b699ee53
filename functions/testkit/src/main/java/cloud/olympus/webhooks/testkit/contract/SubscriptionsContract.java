package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Ordering;
import cloud.olympus.webhooks.subscription.PayloadFormat;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import cloud.olympus.webhooks.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Subscriptions} must do. */
public abstract class SubscriptionsContract {

  private final TestClock clock = new TestClock();
  private final String tenant = Samples.fresh("tenant");
  private Subscriptions subscriptions = none();

  /** For subclasses. */
  protected SubscriptionsContract() {}

  /** A store, which may hold what other tests left. */
  protected abstract Subscriptions subscriptions();

  /** Returns when a second has passed for the port, after which routes must show every change. */
  protected void settle() {}

  @SuppressWarnings("NullAway") // set before each test
  private static Subscriptions none() {
    return null;
  }

  @BeforeEach
  void open() {
    subscriptions = subscriptions();
  }

  @Test
  void aSubscriptionIsKeptWithEverythingItHas() {
    var full =
        sample()
            .url("https://partner.example:8443/hooks?a=b&c=%20")
            .events("order.*", "payment.captured")
            .sources("olympus", "storekit")
            .locations(Samples.fresh("loc"), Samples.fresh("loc"))
            .format(PayloadFormat.STOREKIT)
            .schedule(RetrySchedule.STOREKIT)
            .disabled(DisabledReason.GONE)
            .signatures(SignatureScheme.V1, SignatureScheme.V1A)
            .keys(
                new SigningKey("sealed+text/1==", clock.instant(), null),
                new SigningKey("sealed text 2", clock.instant().minusSeconds(9), clock.instant()))
            .createdAt(clock.instant())
            .build();

    var created = subscriptions.create(full.withVersion(17));

    assertEquals(full.withVersion(1), created);
    assertEquals(Optional.of(created), subscriptions.get(tenant, created.id()));
  }

  @Test
  void aScheduleOfItsOwnIsKept() {
    var own =
        new RetrySchedule(
            "custom", List.of(Duration.ZERO, Duration.ofSeconds(7), Duration.ofHours(3)));

    var created = subscriptions.create(sample().schedule(own).build());

    assertEquals(own, subscriptions.get(tenant, created.id()).orElseThrow().schedule());
  }

  @Test
  void anIdCanBeTakenOnce() {
    var created = subscriptions.create(sample().build());

    assertThrows(
        IllegalStateException.class,
        () -> subscriptions.create(sample().id(created.id()).url("https://b.example/").build()));

    assertEquals(Optional.of(created), subscriptions.get(tenant, created.id()));
  }

  @Test
  void everyChangeHasItsVersion() {
    var created = subscriptions.create(sample().build());
    var now = clock.advance(Duration.ofSeconds(1));

    var paused = subscriptions.update(created.with(Status.PAUSED, null, now)).orElseThrow();
    var active = subscriptions.update(paused.with(Status.ACTIVE, null, now)).orElseThrow();

    assertEquals(created.with(Status.PAUSED, null, now).withVersion(2), paused);
    assertEquals(3, active.version());
    assertEquals(Optional.of(active), subscriptions.get(tenant, created.id()));
  }

  @Test
  void aLostUpdateIsNoticed() {
    var created = subscriptions.create(sample().build());
    var paused =
        subscriptions.update(created.with(Status.PAUSED, null, clock.instant())).orElseThrow();

    assertTrue(
        subscriptions
            .update(created.with(Status.DISABLED, DisabledReason.GONE, clock.instant()))
            .isEmpty());

    assertEquals(Optional.of(paused), subscriptions.get(tenant, created.id()));
  }

  @Test
  void ofManyUpdatesAtOnceOneWins() {
    var created = subscriptions.create(sample().build());

    var updates =
        Crowd.all(
            16, () -> subscriptions.update(created.with(Status.PAUSED, null, clock.instant())));

    assertEquals(1, updates.stream().flatMap(Optional::stream).count());
    assertEquals(2, subscriptions.get(tenant, created.id()).orElseThrow().version());
  }

  @Test
  void whatIsDeletedIsGone() {
    var created = subscriptions.create(sample().build());

    assertTrue(subscriptions.delete(tenant, created.id(), null));

    assertTrue(subscriptions.get(tenant, created.id()).isEmpty());
    assertTrue(subscriptions.update(created).isEmpty());
    assertFalse(subscriptions.delete(tenant, created.id(), null));
    assertEquals(List.of(), list(tenant, 5));
    settle();
    assertEquals(List.of(), subscriptions.routes(tenant, null).subscriptions());
  }

  @Test
  void aDeletionMayNameAVersion() {
    var created = subscriptions.create(sample().build());
    subscriptions.update(created.with(Status.PAUSED, null, clock.instant()));

    assertFalse(subscriptions.delete(tenant, created.id(), 1L));
    assertTrue(subscriptions.get(tenant, created.id()).isPresent());
    assertTrue(subscriptions.delete(tenant, created.id(), 2L));
    assertTrue(subscriptions.get(tenant, created.id()).isEmpty());
  }

  @Test
  void noTenantTouchesWhatIsAnothers() {
    var created = subscriptions.create(sample().build());
    var other = Samples.fresh("tenant");
    var stolen = SubscriptionSample.of(other).id(created.id()).build();

    assertTrue(subscriptions.get(other, created.id()).isEmpty());
    assertTrue(subscriptions.update(stolen).isEmpty());
    assertFalse(subscriptions.delete(other, created.id(), null));
    assertFalse(subscriptions.delete(other, created.id(), 1L));
    assertEquals(List.of(), list(other, 5));
    settle();
    assertEquals(List.of(), subscriptions.routes(other, null).subscriptions());
    assertEquals(Optional.of(created), subscriptions.get(tenant, created.id()));
  }

  @Test
  void aListIsNewestFirstWithoutHolesOrDuplicates() {
    List<Subscription> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.addFirst(
          subscriptions.create(sample().createdAt(clock.advance(Duration.ofMillis(1))).build()));
    }
    var page = subscriptions.list(tenant, null, 3);
    var newer =
        subscriptions.create(sample().createdAt(clock.advance(Duration.ofMillis(1))).build());

    List<Subscription> seen = new ArrayList<>(page.items());
    seen.addAll(Pages.all(3, page.next(), cursor -> subscriptions.list(tenant, cursor, 3)));

    assertEquals(all, seen);
    assertEquals(newer, list(tenant, 4).getFirst());
  }

  @Test
  void subscriptionsOfOneInstantAreEachListedOnce() {
    Set<Subscription> all = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      all.add(subscriptions.create(sample().build()));
    }

    var seen = list(tenant, 2);

    assertEquals(5, seen.size());
    assertEquals(all, new HashSet<>(seen));
  }

  // Routes.

  @Test
  void routesHoldWhateverMayWantAnEventAlsoWhatIsPausedOrDisabled() {
    var active = subscriptions.create(sample().build());
    var paused = subscriptions.create(sample().paused().build());
    var disabled = subscriptions.create(sample().disabled(DisabledReason.GONE).build());
    settle();

    assertEquals(Set.of(active, paused, disabled), routes(null));
  }

  @Test
  void routesOfALocationHoldItsOwnAndThoseOfAllLocations() {
    String here = Samples.fresh("loc");
    String there = Samples.fresh("loc");
    var everywhere = subscriptions.create(sample().build());
    var bound = subscriptions.create(sample().locations(here, there).build());
    var elsewhere = subscriptions.create(sample().locations(there).build());
    settle();

    assertTrue(routes(here).containsAll(Set.of(everywhere, bound)));
    assertTrue(routes(there).containsAll(Set.of(everywhere, bound, elsewhere)));
    assertTrue(routes(null).contains(everywhere));
    assertTrue(routes(Samples.fresh("loc")).contains(everywhere));
  }

  @Test
  void aChangeIsInTheRoutesWithinASecond() {
    String here = Samples.fresh("loc");
    var created = subscriptions.create(sample().locations(here).build());
    settle();
    assertEquals(Set.of(created), routes(here));
    var changed =
        subscriptions.update(created.with(Status.PAUSED, null, clock.instant())).orElseThrow();
    settle();
    assertEquals(Set.of(changed), routes(here));

    subscriptions.delete(tenant, created.id(), null);
    settle();

    assertEquals(Set.of(), routes(here));
  }

  @Test
  void aMoveToAnotherLocationIsInTheRoutesOfBoth() {
    String here = Samples.fresh("loc");
    String there = Samples.fresh("loc");
    var created = subscriptions.create(sample().locations(here).build());
    var moved = sample().id(created.id()).locations(there).build();
    assertTrue(subscriptions.update(moved).isPresent());
    settle();

    assertEquals(
        Set.of(there),
        routes(there).stream().findFirst().map(Subscription::locations).orElse(Set.of()));
    assertFalse(routes(here).contains(created));
  }

  @Test
  void aTenantMayHaveHundredsOfRoutes() {
    Set<Subscription> all = new HashSet<>();
    for (int i = 0; i < 310; i++) {
      all.add(subscriptions.create(sample().build()));
    }
    settle();

    assertEquals(all, routes(null));
  }

  @Test
  void sealedSecretsStayAsTheyWereStored() {
    var created =
        subscriptions.create(
            sample().keys(new SigningKey("AbC+/=é", clock.instant(), null)).build());
    var next =
        List.of(
            new SigningKey("n\"ew", clock.instant(), null),
            new SigningKey("AbC+/=é", clock.instant(), clock.instant().plusSeconds(86_400)));

    subscriptions.update(created.with(next, clock.instant()));
    settle();

    assertEquals(next, subscriptions.get(tenant, created.id()).orElseThrow().keys());
    assertEquals(next, routes(null).stream().findFirst().map(Subscription::keys).orElse(List.of()));
  }

  // Flags.

  @Test
  void aFlagIsSeenWithTheRoutesOfEveryLocation() {
    var everywhere = subscriptions.create(sample().build());
    var bound = subscriptions.create(sample().locations("loc_1").build());
    var flag = new Flag(Flag.Kind.OPEN, clock.instant().plusSeconds(60));
    var other = new Flag(Flag.Kind.LANE_ONLY, clock.instant().plusSeconds(90));

    subscriptions.flag(everywhere.lane(), flag);
    subscriptions.flag(bound.lane(), other);
    settle();

    for (var location : List.of("", "loc_1", "loc_2")) {
      var flags = subscriptions.routes(tenant, location.isEmpty() ? null : location).flags();
      assertEquals(Map.of(everywhere.id(), flag, bound.id(), other), flags);
    }
    assertEquals(Map.of(), subscriptions.routes(Samples.fresh("tenant"), null).flags());
  }

  @Test
  void aFlagChangesNeitherVersionNorSubscriptionAndOutlivesItsChanges() {
    var created = subscriptions.create(sample().build());
    var flag = new Flag(Flag.Kind.OPEN, clock.instant().plusSeconds(60));

    subscriptions.flag(created.lane(), flag);
    assertEquals(Optional.of(created), subscriptions.get(tenant, created.id()));
    assertTrue(
        subscriptions.update(created.with(Status.PAUSED, null, clock.instant())).isPresent());
    settle();

    assertEquals(Map.of(created.id(), flag), subscriptions.routes(tenant, null).flags());
  }

  @Test
  void aFlagIsReplacedAndTakenAway() {
    var created = subscriptions.create(sample().build());
    var next = new Flag(Flag.Kind.LANE_ONLY, clock.instant().plusSeconds(90));
    subscriptions.flag(created.lane(), new Flag(Flag.Kind.OPEN, clock.instant()));

    subscriptions.flag(created.lane(), next);
    settle();
    assertEquals(Map.of(created.id(), next), subscriptions.routes(tenant, null).flags());
    subscriptions.flag(created.lane(), null);
    settle();

    assertEquals(Map.of(), subscriptions.routes(tenant, null).flags());
  }

  @Test
  void aFlagGoesWithItsSubscription() {
    var created = subscriptions.create(sample().build());
    subscriptions.flag(created.lane(), new Flag(Flag.Kind.OPEN, clock.instant().plusSeconds(60)));

    subscriptions.delete(tenant, created.id(), null);
    settle();

    assertEquals(Map.of(), subscriptions.routes(tenant, null).flags());
  }

  @Test
  void itsRulesAreKept() {
    var rules =
        new DeliveryRules(
            new RetrySchedule(
                "custom", List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofHours(24))),
            100,
            3,
            Ordering.HOLD);
    var created = subscriptions.create(sample().rules(rules).build());
    settle();

    assertEquals(rules, subscriptions.get(tenant, created.id()).orElseThrow().rules());
    assertEquals(Set.of(created), routes(null));
  }

  private SubscriptionSample sample() {
    return SubscriptionSample.of(tenant);
  }

  private Set<Subscription> routes(@Nullable String locationId) {
    var routes = subscriptions.routes(tenant, locationId);
    var distinct = new HashSet<>(routes.subscriptions());
    assertEquals(distinct.size(), routes.subscriptions().size(), "a route is there twice");
    return distinct;
  }

  private List<Subscription> list(String tenantId, int limit) {
    return Pages.all(limit, null, cursor -> subscriptions.list(tenantId, cursor, limit));
  }
}
