package cloud.olympus.webhooks.emulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.local.DevelopmentKeys;
import cloud.olympus.webhooks.testkit.InvokerProcess.Version;
import cloud.olympus.webhooks.testkit.emulator.Emulated;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import cloud.olympus.webhooks.testkit.http.ApiClient;
import cloud.olympus.webhooks.testkit.http.Arrivals;
import cloud.olympus.webhooks.testkit.http.Publishers;
import cloud.olympus.webhooks.testkit.http.ReceivedRequest;
import cloud.olympus.webhooks.testkit.http.ReceivingServer;
import cloud.olympus.webhooks.testkit.http.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What breaks in a cloud, one after the other and under load: every event that was accepted
 * arrives, and how many came more than once is printed. Under the current Invoker; under the
 * platform's one of the forwarders, and all in {@link WholeShapeE2E}.
 */
class FaultsE2E {

  @RegisterExtension static final Emulated TASKS = new Emulated(Emulator.TASKS);
  @RegisterExtension static final Emulated PUBSUB = new Emulated(Emulator.PUBSUB);
  @RegisterExtension static final Emulated FIRESTORE = new Emulated(Emulator.FIRESTORE);

  /** Each takes ten seconds or so; {@code mvn verify -Dkills=20} does as many as you like. */
  private static final int KILLS = Integer.getInteger("kills", 2);

  /**
   * Likewise, of what keeps its order, where each leaves a key to wait for its claim to run out.
   */
  private static final int KILLS_IN_ORDER = Integer.getInteger("kills", 1);

  private static final int FORWARDERS = Integer.getInteger("forwarders", 3);
  private static final int UNDER_WAY = 32;

  /** Pub/Sub's emulator pushes two at a time, and what is pushed again comes beside them. */
  private static final int UNDER_WAY_AT_ONE = 8;

  /** Subscriptions of the endpoint whose wake-ups get lost, each with a lane of its own. */
  private static final int LANES = 20;

  private static final int LOST_ANSWERS = 30;

  /** One of so many requests is reset by the limited one that has read it. */
  private static final int RESETS = 7;

  private static final int KEYS = 6;
  private static final int EVENTS_OF_A_KEY = 25;

  @TempDir private static Path folder;
  private static Shape shape;
  private static ApiClient api;
  private static final Arrivals arrivals = new Arrivals();

  private int arrivedBefore;
  private int repeatsBefore;

  @BeforeAll
  static void start() throws Exception {
    shape = new Shape(folder, FORWARDERS, Duration.ofSeconds(5), Release.current(Version.CURRENT));
    api = shape.client(shape.apiUrl());
    api.subscribe(arrivals.url("/hook"), "order.created");
    ApiClient.awaitInForce();
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
    shape.close();
    arrivals.close();
  }

  @BeforeEach
  void count() {
    arrivedBefore = arrivals.events();
    repeatsBefore = arrivals.repeats();
  }

  @Test
  void forwardersThatAreKilledAtRandomAndWakeUpsThatAreLostLoseNothing() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var retried = new Arrivals(FaultsE2E::isFirstAttempt)) {
      loseWakeupsOf(retried);
      var publishers = publish("killed-");
      for (int kill = 1; kill <= KILLS; kill++) {
        int moment = arrivals.events() + random.nextInt(20);
        await("more has arrived", () -> arrivals.events() >= moment);
        shape.killForwarder(random.nextInt(FORWARDERS));
      }
      publishers.stop();
      everythingArrives(
          "kill -9 of one of %d forwarders, %d times, seed %d".formatted(FORWARDERS, KILLS, seed),
          publishers,
          "killed-",
          KILLS * UNDER_WAY_AT_ONE);
      await("the sweep has woken every lane", () -> retried.of("unwoken") >= LANES);
      System.out.printf(
          "%d wake-ups lost: 0 deliveries lost, %d repeats%n",
          LANES, retried.of("unwoken") - LANES);
    }
  }

  /** One event that all of them refuse at first, and nobody will come back to but the sweep. */
  private static void loseWakeupsOf(Arrivals retried) {
    try (var nowhere = new ReceivingServer()) {
      shape.divertWakeups(nowhere.port());
      for (int i = 0; i < LANES; i++) {
        api.subscribe(retried.url("/" + i), "order.updated");
      }
      ApiClient.awaitInForce();
      api.post("/v1/events", ApiClient.event("unwoken", "order.updated", Map.of()));
      await("all wake-ups are lost", () -> nowhere.requests().size() >= LANES);
    } finally {
      shape.divertWakeups(null);
    }
  }

  static boolean isFirstAttempt(ReceivedRequest request) {
    return request.header("olympus-attempt").orElse("").equals("1");
  }

  @Test
  void eventsOfAKeyArriveAsTheyWerePublishedWhicheverForwarderIsKilled() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var receiver = new OrderedReceiver();
        var pushes = new OrderedPushes(shape.forwarderUrl())) {
      var answer =
          api.post(
              "/v1/webhooks",
              "{\"url\":\"%s\",\"events\":[\"order.completed\"],\"ordering\":\"key\",\"retry_schedule\":[1,1,1,1,1,1,1]}"
                  .formatted(receiver.url()));
      assertEquals(201, answer.statusCode(), answer.body());
      ApiClient.awaitInForce();
      Map<String, List<String>> published = new HashMap<>();
      for (int key = 0; key < KEYS; key++) {
        String name = "ordered-" + key;
        published.put(
            name, IntStream.range(0, EVENTS_OF_A_KEY).mapToObj(n -> name + '-' + n).toList());
      }
      published.forEach(
          (key, ids) -> pushes.start(key, ids.stream().map(id -> ordered(key, id)).toList()));
      for (int kill = 1; kill <= KILLS_IN_ORDER; kill++) {
        int moment = Math.min(receiver.count() + random.nextInt(20), KEYS * EVENTS_OF_A_KEY);
        await("more has arrived", () -> receiver.count() >= moment);
        shape.killForwarder(random.nextInt(FORWARDERS));
      }
      await("all have arrived", () -> receiver.count() == KEYS * EVENTS_OF_A_KEY);
      published.forEach((key, ids) -> assertEquals(ids, receiver.of(key), "seed " + seed));
      System.out.printf(
          "order of %d keys, kill -9 of one of %d forwarders, %d times, seed %d: %d in order, %d of them refused at first%n",
          KEYS, FORWARDERS, KILLS_IN_ORDER, seed, receiver.count(), receiver.refused());
    }
  }

  private static String ordered(String key, String id) {
    return """
        {"id":"%s","type":"order.completed","tenant_id":"%s","timestamp":"2026-02-19T15:30:00Z",
         "ordering_key":"%s","data":{"id":"%s"}}
        """
        .formatted(id, DevelopmentKeys.TENANT, key, key);
  }

  @Test
  void noTenSecondsSeeMoreThanALimitAllowsWhicheverForwardersDrain() {
    var slow = new LimitedReceiver(1, "table.status_changed");
    var quick = new LimitedReceiver(100, "inventory.low_stock");
    try (slow;
        quick) {
      ApiClient.awaitInForce();
      slow.publish(15);
      // More than ten seconds may see, so that it is the limit that keeps them back.
      quick.publish(1_300);
      await("all have arrived", () -> slow.answered() == 15 && quick.answered() == 1_300);
      slow.check();
      quick.check();
    }
  }

  /**
   * A subscription with a rate limit, and when its requests came. One of some it reads and answers
   * with a reset, so that a second try would be one request more.
   */
  private static final class LimitedReceiver implements AutoCloseable {
    private final ReceivingServer server = new ReceivingServer().always(this::receive);
    private final List<Long> times = new ArrayList<>();
    private final int limit;
    private final String type;
    private int answered;

    LimitedReceiver(int limit, String type) {
      this.limit = limit;
      this.type = type;
      var answer =
          api.post(
              "/v1/webhooks",
              "{\"url\":\"%s\",\"events\":[\"%s\"],\"rate_limit\":%d,\"retry_schedule\":[1,1,1,1]}"
                  .formatted(server.url("/limited"), type, limit));
      assertEquals(201, answer.statusCode(), answer.body());
    }

    void publish(int events) {
      for (int i = 0; i < events; i++) {
        String event = ApiClient.event(type.substring(0, 5) + i, type, Map.of("n", i));
        assertEquals(202, api.post("/v1/events", event).statusCode());
      }
    }

    private synchronized Reply receive(ReceivedRequest request) {
      times.add(System.nanoTime());
      if (times.size() % RESETS == 0) {
        return new Reply.Reset();
      }
      answered++;
      return Reply.status(204);
    }

    synchronized int answered() {
      return answered;
    }

    synchronized void check() {
      for (long from : times) {
        long seen = times.stream().filter(at -> at >= from && at - from <= 10_000_000_000L).count();
        assertTrue(seen <= limit * 10 * 1.1 + 1, seen + " in ten seconds of " + limit);
      }
    }

    @Override
    public void close() {
      server.close();
    }
  }

  @Test
  void whatIsPushedAgainArrivesOnce() {
    for (int i = 0; i < 300; i++) {
      String event = ApiClient.event("again-" + i % 100, "order.created", Map.of("n", i % 100));
      assertEquals(202, api.post("/v1/events", event).statusCode());
    }
    String last = ApiClient.event("again-last", "order.created", Map.of());
    api.post("/v1/events", last);

    await("all have arrived", () -> arrivals.events() - arrivedBefore == 101);
    assertEquals(0, arrivals.repeats() - repeatsBefore);
  }

  @Test
  void whatPubSubPushesAgainSinceTheAnswerWasLostArrivesOnce() {
    int answered = shape.answers();
    shape.loseAnswers(LOST_ANSWERS);
    for (int i = 0; i < 100; i++) {
      String event = ApiClient.event("unheard-" + i, "order.created", Map.of("n", i));
      assertEquals(202, api.post("/v1/events", event).statusCode());
    }

    await("all have arrived", () -> arrivals.events() - arrivedBefore == 100);
    await("it pushed again", () -> shape.answers() - answered >= 100 + LOST_ANSWERS);
    int repeats = arrivals.repeats() - repeatsBefore;
    System.out.printf("%d answers to pushes lost: %d repeats%n", LOST_ANSWERS, repeats);
    assertEquals(0, repeats);
  }

  @Test
  void whatFirestoreDidNotAnswerWhileItWasFrozenArrivesLater() throws Exception {
    var publishers = publish("frozen-");
    await("some have arrived", () -> arrivals.events() - arrivedBefore > 50);

    shape.freezeFirestore(Duration.ofSeconds(20));

    int before = arrivals.events();
    await("more have arrived", () -> arrivals.events() > before + 50);
    publishers.stop();
    everythingArrives("Firestore frozen for 20 s", publishers, "frozen-", UNDER_WAY_AT_ONE);
  }

  /** No faster than they arrive: the emulator pushes two at a time, and would never catch up. */
  private Publishers publish(String prefix) {
    return new Publishers(
        api,
        Integer.MAX_VALUE,
        n -> ApiClient.event(prefix + n, "order.created", Map.of("n", n)),
        accepted -> accepted < arrivals.events() - arrivedBefore + UNDER_WAY);
  }

  /**
   * What a forwarder had sent and not yet recorded when it was killed, and nothing else, may come
   * again.
   */
  private void everythingArrives(
      String fault, Publishers publishers, String prefix, int mostRepeats) {
    Set<String> accepted =
        publishers.accepted().stream().map(n -> prefix + n).collect(Collectors.toSet());
    assertTrue(accepted.size() > 100, "accepted: " + accepted.size());
    long began = System.nanoTime();
    await(
        "all of " + accepted.size() + " have arrived",
        () -> accepted.stream().allMatch(id -> arrivals.of(id) > 0));
    long seconds = (System.nanoTime() - began) / 1_000_000_000;
    System.out.printf(
        "%s: %d accepted, 0 lost, %d repeats, the last %d s after the end%n",
        fault, accepted.size(), arrivals.repeats() - repeatsBefore, seconds);
    assertTrue(arrivals.repeats() - repeatsBefore <= mostRepeats, "repeats");
  }

  private static void await(String what, BooleanSupplier condition) {
    ApiClient.await(what, Duration.ofMinutes(3), condition);
  }
}
