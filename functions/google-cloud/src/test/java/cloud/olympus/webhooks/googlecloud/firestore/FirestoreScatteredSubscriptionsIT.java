package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.testkit.Crowd;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Subscriptions that stand in the routes of their locations as soon as they are bound to any, and
 * what moves between the routes.
 */
class FirestoreScatteredSubscriptionsIT extends SubscriptionsOnEmulator {

  private static final List<String> LOCATIONS = List.of("loc_1", "loc_2", "loc_3");

  @Override
  protected Subscriptions subscriptions() {
    return gathering(0);
  }

  /** Of a process of its own. */
  private Subscriptions gathering(int many) {
    return on(EMULATOR.firestore(), many);
  }

  @Test
  void whatIsBoundNoLongerIsNotMissedWhereTheTenantsRouteIsKnownFromBefore() {
    var api = subscriptions();
    var forwarder = subscriptions();
    var bound = api.create(sample().locations("loc_1").build());
    assertEquals(Set.of(), ids(forwarder, null));

    api.update(sample().id(bound.id()).build());

    assertEquals(Set.of(bound.id()), ids(forwarder, "loc_1"));
  }

  @Test
  void whatIsNewlyBoundIsNotMissedWhereTheLocationsRouteIsKnownFromBefore() {
    var api = subscriptions();
    var forwarder = subscriptions();
    var other = api.create(sample().locations("loc_1").build());
    var moved = api.create(sample().build());
    assertEquals(Set.of(moved.id()), ids(forwarder, null));
    pass(Duration.ofMillis(500));
    assertEquals(Set.of(other.id(), moved.id()), ids(forwarder, "loc_1"));

    api.update(sample().id(moved.id()).locations("loc_1").build());
    pass(Duration.ofMillis(500));

    assertEquals(Set.of(other.id(), moved.id()), ids(forwarder, "loc_1"));
  }

  @Test
  void whereTheTenantsRouteWasScatteredTheLocationsIsAskedForWithIt() {
    var forwarder = on(watched, 0);
    var bound = subscriptions().create(sample().locations("loc_1").build());
    assertEquals(Set.of(bound.id()), ids(forwarder, "loc_1"));
    settle();

    wire.refuseReads(Code.PERMISSION_DENIED);
    assertThrows(Unavailable.class, () -> forwarder.routes(tenant, "loc_1"));

    assertEquals(2, wire.refusals());
  }

  @Test
  void aTenantWhoseSubscriptionsWereBoundBeforeThereWasAMarkIsNeverGathered() throws Exception {
    var bound = subscriptions().create(sample().locations("loc_1").build());
    RoutePage.reference(EMULATOR.firestore(), RoutePage.everywhere(tenant), 0).delete().get();

    var created = gathering(25).create(sample().build());
    var another = gathering(25).create(sample().locations("loc_1").build());

    var forwarder = gathering(25);
    assertEquals(Set.of(bound.id(), created.id(), another.id()), ids(forwarder, "loc_1"));
    assertEquals(Set.of(created.id()), ids(forwarder, "loc_2"));
  }

  @Test
  void ofManyThatAreBoundAtOnceNoneIsMissingWhileTheRouteIsScattered() {
    var subscriptions = gathering(10);
    var number = new AtomicInteger();

    var created =
        Crowd.all(
            32,
            () ->
                subscriptions.create(
                    sample().locations("loc_" + number.incrementAndGet() % 2).build()));

    settle();
    for (var location : List.of("loc_0", "loc_1")) {
      assertEquals(
          created.stream()
              .filter(one -> one.locations().contains(location))
              .map(Subscription::id)
              .collect(Collectors.toSet()),
          ids(gathering(10), location));
    }
  }

  /** Against what plain filtering gives, by two processes that do not gather equally many. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whateverHappensRoutesHoldWhatTheyShould(long seed) {
    var random = new Random(seed);
    var processes = List.of(gathering(3), gathering(4));
    Map<String, Subscription> there = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      var process = processes.get(random.nextInt(2));
      var known = List.copyOf(there.values());
      var wanted = sample().locations(some(random)).build();
      if (known.isEmpty() || random.nextInt(3) == 0) {
        there.put(wanted.id(), process.create(wanted));
      } else {
        var one = known.get(random.nextInt(known.size()));
        if (random.nextInt(3) == 0) {
          process.delete(tenant, one.id(), null);
          there.remove(one.id());
        } else {
          var moved = sample().id(one.id()).locations(wanted.locations().toArray(String[]::new));
          var changed = moved.build().withVersion(one.version());
          there.put(one.id(), process.update(changed).orElseThrow());
        }
      }
      assertRoutes(there, process);
    }
    settle();
    processes.forEach(process -> assertRoutes(there, process));
  }

  private void assertRoutes(Map<String, Subscription> there, Subscriptions process) {
    settle();
    for (var location : LOCATIONS) {
      var wanted =
          there.values().stream()
              .filter(one -> one.locations().isEmpty() || one.locations().contains(location));
      assertEquals(
          wanted.collect(Collectors.toSet()),
          new HashSet<>(process.routes(tenant, location).subscriptions()));
    }
  }

  private static String[] some(Random random) {
    return random.nextBoolean()
        ? new String[0]
        : LOCATIONS.stream().filter(_ -> random.nextBoolean()).toArray(String[]::new);
  }

  private Set<String> ids(Subscriptions of, @Nullable String location) {
    var routes = of.routes(tenant, location).subscriptions();
    var ids = routes.stream().map(Subscription::id).collect(Collectors.toSet());
    assertEquals(routes.size(), ids.size(), "one is there twice");
    return ids;
  }
}
