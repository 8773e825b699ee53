package cloud.olympus.webhooks.emulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.InvokerProcess.Version;
import cloud.olympus.webhooks.testkit.emulator.Emulated;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import cloud.olympus.webhooks.testkit.http.ApiClient;
import cloud.olympus.webhooks.testkit.http.Arrivals;
import cloud.olympus.webhooks.testkit.http.Publishers;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A release beside the one before it, on the same data and under load, and the way back. Which one
 * was before it {@code -Dprevious=} tells, a checkout that is built; without, a second copy of this
 * one takes its part, so that it is rolling over that is tested.
 */
class UpgradeE2E {

  @RegisterExtension static final Emulated TASKS = new Emulated(Emulator.TASKS);
  @RegisterExtension static final Emulated PUBSUB = new Emulated(Emulator.PUBSUB);
  @RegisterExtension static final Emulated FIRESTORE = new Emulated(Emulator.FIRESTORE);

  private static final Release NEW = Release.current(Version.PLATFORM);
  private static final Release OLD =
      Optional.ofNullable(System.getProperty("previous"))
          .map(checkout -> Release.of(Path.of(checkout), Version.PLATFORM))
          .orElse(NEW);

  private static final int UNDER_WAY = 16;

  @TempDir private Path folder;
  private final Arrivals arrivals = new Arrivals();
  private final Arrivals afterwards = new Arrivals(FaultsE2E::isFirstAttempt);
  private final Map<String, Publishers> publishers = new ConcurrentHashMap<>();
  private Shape shape;
  private ApiClient before;

  @BeforeEach
  void startTheOldOne() throws Exception {
    shape = new Shape(folder, 1, Duration.ofSeconds(5), OLD);
    before = shape.client(shape.apiUrl());
  }

  @AfterEach
  void stop() throws Exception {
    publishers.values().forEach(Publishers::stop);
    before.close();
    shape.close();
    arrivals.close();
    afterwards.close();
  }

  @Test
  void anUpgradeUnderLoadAndTheWayBackLoseNothing() throws Exception {
    String kept = before.subscribe(arrivals.url("/"), "order.created");
    ApiClient.awaitInForce();
    publish("old", before);
    whileEventsArrive();

    shape.addForwarder(NEW);
    try (var after = shape.client(shape.addApi(NEW))) {
      String added = after.subscribe(afterwards.url("/"), "order.updated");
      assertEquals(subscription(before, added), subscription(after, added));
      assertEquals(subscription(before, kept), subscription(after, kept));
      publish("beside", after);
      whileEventsArrive();

      shape.stopOldestForwarder();
      whileEventsArrive();
      change(after, kept, "of the new release");

      shape.addForwarder(OLD);
      whileEventsArrive();
      shape.stopOldestForwarder();
      change(before, kept, "of the old release again");
      change(before, added, "of the old release again");
      assertEquals(subscription(after, added), subscription(before, added));
      whileEventsArrive();

      everythingArrives();
    }
  }

  /** One of ten events is refused at first, so that whatever release there is comes back to it. */
  private void publish(String prefix, ApiClient api) {
    publishers.put(
        prefix,
        new Publishers(
            api,
            Integer.MAX_VALUE,
            n -> ApiClient.event(id(prefix, n), type(n), Map.of("n", n)),
            _ -> accepted() * 9 / 10 < arrivals.events() + publishers.size() * UNDER_WAY));
  }

  private static String id(String prefix, int number) {
    return prefix + '-' + number;
  }

  private static String type(int number) {
    return number % 10 == 9 ? "order.updated" : "order.created";
  }

  private int accepted() {
    return publishers.values().stream().mapToInt(one -> one.accepted().size()).sum();
  }

  private void whileEventsArrive() {
    int moment = arrivals.events() + 25;
    await("more has arrived", () -> arrivals.events() >= moment);
  }

  /** What a person has set of it; how its endpoint does and what waits changes all the time. */
  private static JsonObject subscription(ApiClient api, String id) {
    var answer = api.get("/v1/webhooks/" + id);
    assertEquals(200, answer.statusCode(), answer.body());
    var subscription = JsonParser.parseString(answer.body()).getAsJsonObject();
    subscription.remove("health");
    subscription.remove("waiting");
    return subscription;
  }

  private static void change(ApiClient api, String id, String description) {
    var change = new JsonObject();
    change.addProperty("description", description);
    var answer = api.send("PATCH", "/v1/webhooks/" + id, change.toString(), "If-Match", "*");
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(description, subscription(api, id).get("description").getAsString());
  }

  private void everythingArrives() {
    publishers.values().forEach(Publishers::stop);
    List<String> created = new ArrayList<>();
    List<String> updated = new ArrayList<>();
    publishers.forEach(
        (prefix, publisher) ->
            publisher
                .accepted()
                .forEach(n -> (n % 10 == 9 ? updated : created).add(id(prefix, n))));
    // Nobody asked for those that came before there was the subscription.
    updated.removeIf(id -> id.startsWith("old-"));
    assertTrue(created.size() > 150, "accepted: " + created.size());
    assertTrue(updated.size() > 5, "accepted: " + updated.size());
    await("all have arrived", () -> created.stream().allMatch(id -> arrivals.of(id) > 0));
    await("all were retried", () -> updated.stream().allMatch(id -> afterwards.of(id) > 0));
    System.out.printf(
        "upgrade and back: %d accepted, 0 lost, %d repeats, and %d with a retry, %d repeats%n",
        created.size(), arrivals.repeats(), updated.size(), afterwards.repeats());
    // Who is told to stop, and not killed, finishes and records what it has sent.
    assertEquals(0, arrivals.repeats());
    assertEquals(0, afterwards.repeats());
  }

  private static void await(String what, BooleanSupplier condition) {
    ApiClient.await(what, Duration.ofMinutes(3), condition);
  }
}
