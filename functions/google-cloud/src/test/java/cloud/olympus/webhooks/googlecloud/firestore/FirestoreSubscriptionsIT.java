package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import io.grpc.Status.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FirestoreSubscriptionsIT extends SubscriptionsOnEmulator {

  @Override
  protected Subscriptions subscriptions() {
    return on(EMULATOR.firestore());
  }

  @Test
  void anotherProcessSeesAChangeAfterASecond() {
    var api = subscriptions();
    var forwarder = subscriptions();
    var created = api.create(sample().build());
    assertEquals(List.of(created), forwarder.routes(tenant, null).subscriptions());

    var paused = api.update(created.with(Status.PAUSED, null, created.updatedAt())).orElseThrow();
    pass(Duration.ofMillis(999));
    assertEquals(List.of(created), forwarder.routes(tenant, null).subscriptions());
    pass(Duration.ofMillis(1));

    assertEquals(List.of(paused), forwarder.routes(tenant, null).subscriptions());
    assertEquals(List.of(paused), api.routes(tenant, null).subscriptions());
  }

  @Test
  void anEventReadsOneDocumentWhileThereAreFewSubscriptions() {
    var subscriptions = on(watched);
    for (int i = 0; i < 25; i++) {
      subscriptions.create(i < 10 ? sample().build() : sample().locations("loc_" + i).build());
      subscriptions.create(SubscriptionSample.of(Samples.fresh("tenant")).build());
    }
    settle();
    int before = wire.reads();

    assertEquals(11, subscriptions.routes(tenant, "loc_10").subscriptions().size());
    assertEquals(10, subscriptions.routes(tenant, "loc_1").subscriptions().size());
    assertEquals(10, subscriptions.routes(tenant, null).subscriptions().size());

    assertEquals(1, wire.reads() - before);
  }

  @Test
  void anEventReadsOneDocumentOrTwoHoweverManySubscriptionsThereAre() {
    var subscriptions = on(watched);
    for (int i = 0; i < 40; i++) {
      subscriptions.create(i < 10 ? sample().build() : sample().locations("loc_" + i).build());
    }
    settle();
    int before = wire.reads();

    assertEquals(10, subscriptions.routes(tenant, null).subscriptions().size());
    assertEquals(1, wire.reads() - before);
    settle();
    for (int i = 10; i < 40; i++) {
      assertEquals(11, subscriptions.routes(tenant, "loc_" + i).subscriptions().size());
    }
    assertEquals(1 + 1 + 30, wire.reads() - before);
  }

  @Test
  void aBurstReadsOnce() {
    var subscriptions = on(watched);
    subscriptions.create(sample().build());
    settle();
    int before = wire.reads();

    Crowd.all(64, () -> subscriptions.routes(tenant, "loc_1").subscriptions());

    assertEquals(1, wire.reads() - before);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAVAILABLE", "DEADLINE_EXCEEDED"})
  void aReadThatFailsForTheMomentIsMadeAgain(Code code) {
    var subscriptions = on(watched);
    var created = subscriptions.create(sample().build());
    settle();
    wire.refuseNextRead(code);

    assertEquals(List.of(created), subscriptions.routes(tenant, null).subscriptions());
  }

  @Test
  void aReadThatFailsIsNotRemembered() {
    var subscriptions = on(watched);
    var created = subscriptions.create(sample().build());
    settle();
    wire.refuseReads(Code.PERMISSION_DENIED);
    assertThrows(Unavailable.class, () -> subscriptions.routes(tenant, null).subscriptions());

    wire.refuseReads(Code.OK);

    assertEquals(List.of(created), subscriptions.routes(tenant, null).subscriptions());
  }

  @Test
  void whoGivesUpWaitingDoesNotTakeTheReadFromWhoWaitsToo() {
    var subscriptions = on(watched);
    var created = subscriptions.create(sample().build());
    settle();
    int before = wire.reads();
    Thread.currentThread().interrupt();
    assertThrows(Unavailable.class, () -> subscriptions.routes(tenant, null));
    assertTrue(Thread.interrupted());

    assertEquals(List.of(created), subscriptions.routes(tenant, null).subscriptions());

    assertEquals(1, wire.reads() - before);
  }

  @Test
  void noFlagOutlivesASubscriptionThatIsDeletedAtTheSameTime() {
    var created = subscriptions().create(sample().build());
    wire.beforeNextCommit(() -> subscriptions().delete(tenant, created.id(), null));

    on(watched).flag(created.lane(), new Flag(Flag.Kind.OPEN, Instant.EPOCH));

    assertEquals(Map.of(), subscriptions().routes(tenant, null).flags());
  }

  @Test
  void largeSubscriptionsAreNotGatheredInFurtherPages() {
    var subscriptions = on(watched);
    var longNames = IntStream.range(0, 100).mapToObj(i -> "a".repeat(250) + i);
    var names = longNames.toArray(String[]::new);
    for (int i = 0; i < 20; i++) {
      subscriptions.create(sample().events(names).locations("loc_" + i).build());
    }
    settle();
    int before = wire.reads();

    assertEquals(1, subscriptions.routes(tenant, "loc_1").subscriptions().size());
    assertEquals(1, subscriptions.routes(tenant, "loc_19").subscriptions().size());

    assertEquals(3, wire.reads() - before);
  }

  @Test
  void aCreationWhoseAnswerWasLostIsOneCreation() {
    wire.loseNextCommitAnswer(Code.UNAVAILABLE);

    var created = on(watched).create(sample().build());

    assertEquals(List.of(created), subscriptions().routes(tenant, null).subscriptions());
  }

  @Test
  void aChangeWhoseAnswerWasLostIsOneChange() {
    var subscriptions = on(watched);
    var created = subscriptions.create(sample().build());
    wire.loseNextCommitAnswer(Code.UNAVAILABLE);

    var paused = subscriptions.update(created.with(Status.PAUSED, null, created.updatedAt()));

    assertEquals(2, paused.orElseThrow().version());
  }

  @Test
  void ofManyCreationsAtOnceNoneIsMissingInTheRoutes() {
    var subscriptions = subscriptions();

    var created = Crowd.all(32, () -> subscriptions.create(sample().build()));

    settle();
    assertEquals(
        new HashSet<>(created), new HashSet<>(subscriptions.routes(tenant, null).subscriptions()));
  }

  @Test
  void whatGrowsMovesToAPageWithRoom() {
    var subscriptions = subscriptions();
    var longNames = IntStream.range(0, 100).mapToObj(i -> "a".repeat(250) + i);
    var names = longNames.toArray(String[]::new);
    Set<Subscription> all = new HashSet<>();
    for (int i = 0; i < 36; i++) {
      all.add(subscriptions.create(sample().build()));
    }

    for (var one : List.copyOf(all)) {
      var grown = sample().id(one.id()).events(names).createdAt(one.createdAt()).build();
      all.remove(one);
      all.add(subscriptions.update(grown).orElseThrow());
    }

    settle();
    assertEquals(all, new HashSet<>(subscriptions.routes(tenant, null).subscriptions()));
  }
}
