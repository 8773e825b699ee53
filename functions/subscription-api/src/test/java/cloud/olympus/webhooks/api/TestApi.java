package cloud.olympus.webhooks.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.KeyRing;
import cloud.olympus.webhooks.delivery.Notices;
import cloud.olympus.webhooks.delivery.RetryPolicy;
import cloud.olympus.webhooks.delivery.Threads;
import cloud.olympus.webhooks.event.Violation;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.memory.InMemoryDeadLetters;
import cloud.olympus.webhooks.testkit.memory.InMemoryDeliveries;
import cloud.olympus.webhooks.testkit.memory.InMemoryEventBus;
import cloud.olympus.webhooks.testkit.memory.InMemoryEventLog;
import cloud.olympus.webhooks.testkit.memory.InMemoryIdempotencyKeys;
import cloud.olympus.webhooks.testkit.memory.InMemoryKillSwitches;
import cloud.olympus.webhooks.testkit.memory.InMemoryLanes;
import cloud.olympus.webhooks.testkit.memory.InMemoryPaymentAccounts;
import cloud.olympus.webhooks.testkit.memory.InMemoryStore;
import cloud.olympus.webhooks.testkit.memory.InMemorySubscriptions;
import cloud.olympus.webhooks.testkit.memory.InMemoryTenantKeys;
import cloud.olympus.webhooks.testkit.memory.InMemoryVault;
import cloud.olympus.webhooks.testkit.memory.InMemoryWakeups;
import cloud.olympus.webhooks.web.Authenticator;
import cloud.olympus.webhooks.web.Principal;
import cloud.olympus.webhooks.web.Problem;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import cloud.olympus.webhooks.web.log.AttemptLines;
import cloud.olympus.webhooks.web.log.JsonLog;
import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.log.Severity;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The API on ports in memory, its callers, and everything that a test may look at. */
final class TestApi {

  static final String HOOK =
      "{\"url\":\"https://partner.example/hooks\",\"events\":[\"order.created\"]}";

  static final Set<String> EVERYTHING =
      Set.of(
          "webhooks:read",
          "webhooks:write",
          "secrets:read",
          "events:read",
          "events:publish",
          "payload:read");

  final TestClock clock = new TestClock();
  final InMemoryStore store = new InMemoryStore();
  final InMemorySubscriptions subscriptions = new InMemorySubscriptions();
  final InMemoryEventLog events = new InMemoryEventLog(store);
  final InMemoryDeliveries deliveries = new InMemoryDeliveries(store);
  final InMemoryLanes lanes = new InMemoryLanes(store);
  final InMemoryWakeups wakeups = new InMemoryWakeups();
  final InMemoryEventBus bus = new InMemoryEventBus();
  final InMemoryDeadLetters deadLetters = new InMemoryDeadLetters();
  final InMemoryIdempotencyKeys idempotencyKeys = new InMemoryIdempotencyKeys();
  final InMemoryPaymentAccounts accounts = new InMemoryPaymentAccounts();
  final InMemoryKillSwitches killSwitches = new InMemoryKillSwitches();
  final InMemoryVault vault = new InMemoryVault();
  final InMemoryTenantKeys tenantKeys = new InMemoryTenantKeys();
  final ScriptedSender sender = new ScriptedSender();

  /** Where whoever pauses lets the clock go on. */
  private final Threads threads =
      new Threads() {
        @Override
        public void execute(Runnable task) {
          task.run();
        }

        @Override
        public void pause(Duration time) {
          clock.advance(time);
        }

        @Override
        public boolean await(CompletableFuture<?> future, Duration patience) {
          return future.isDone();
        }
      };

  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final Map<String, Principal> principals = new ConcurrentHashMap<>();
  private SubscriptionApi function = build(ports(), this::authenticate);

  Ports ports() {
    return new Ports(
        subscriptions,
        vault,
        tenantKeys,
        events,
        deliveries,
        lanes,
        wakeups,
        bus,
        deadLetters,
        idempotencyKeys,
        accounts,
        killSwitches);
  }

  /** The same with other ports. */
  TestApi on(Ports ports) {
    function = build(ports, this::authenticate);
    return this;
  }

  /** The same with real tokens. */
  TestApi authenticatedBy(Authenticator authenticator) {
    function = build(ports(), authenticator);
    return this;
  }

  private SubscriptionApi build(Ports ports, Authenticator authenticator) {
    var random = new SecureRandom();
    Log log =
        new JsonLog(new PrintStream(lines, true, UTF_8), clock, Severity.DEBUG, Optional.empty());
    var courier =
        new Courier(
            sender,
            new KeyRing(vault, ports.tenantKeys()),
            new RetryPolicy(random),
            ports.subscriptions(),
            Notices.none(),
            new AttemptLines(log, false).ofTests(),
            clock);
    return new SubscriptionApi(
        ports,
        courier,
        threads,
        Catalogue.load(),
        TestApi::judge,
        authenticator,
        clock,
        random,
        log);
  }

  private static List<Violation> judge(String url) {
    return url.startsWith("https://")
        ? List.of()
        : List.of(new Violation("url", "scheme", "must begin with https://"));
  }

  private Principal authenticate(cloud.olympus.webhooks.web.Call call) {
    return call.header("Authorization")
        .map(principals::get)
        .orElseThrow(() -> ProblemException.of(Problem.UNAUTHORIZED));
  }

  /** A caller of a tenant who may do everything that a tenant may. */
  Caller tenant(String tenantId) {
    return caller(tenantId, EVERYTHING, Set.of("olympus", "storekit"));
  }

  Caller tenant(String tenantId, String... permissions) {
    return caller(tenantId, Set.of(permissions), Set.of("olympus", "storekit"));
  }

  Caller operator() {
    return caller("platform", Set.of("operator:*"), Set.of());
  }

  Caller caller(String tenantId, Set<String> permissions, Set<String> sources) {
    String token = "Bearer " + tenantId + permissions + sources;
    principals.put(
        token,
        new Principal("user-of-" + tenantId, tenantId, permissions, sources, TestClock.START));
    return new Caller(token);
  }

  InMemoryResponse send(InMemoryRequest request) throws Exception {
    return InMemoryResponse.of(function, request);
  }

  /** Everything that was logged so far. */
  String logged() {
    return lines.toString(UTF_8);
  }

  /** The codes that a problem names, as {@code field code}. */
  static List<String> errors(InMemoryResponse response) {
    assertEquals("application/problem+json", response.header("Content-Type").orElse(""));
    List<String> errors = new ArrayList<>();
    for (JsonElement error : response.json().getAsJsonArray("errors")) {
      JsonObject json = error.getAsJsonObject();
      errors.add(json.get("field").getAsString() + ' ' + json.get("code").getAsString());
    }
    return errors;
  }

  /** One member of each entry of a list. */
  static List<String> each(InMemoryResponse list, String member) {
    List<String> values = new ArrayList<>();
    for (JsonElement entry : list.json().getAsJsonArray("data")) {
      values.add(entry.getAsJsonObject().get(member).getAsString());
    }
    return values;
  }

  static JsonObject parse(String json) {
    return JsonParser.parseString(json.replace('\'', '"')).getAsJsonObject();
  }

  /** Somebody who holds a token. Bodies are JSON, written with single quotes. */
  final class Caller {
    private final String token;

    private Caller(String token) {
      this.token = token;
    }

    InMemoryResponse get(String path) throws Exception {
      String[] parts = path.split("\\?", 2);
      var request = request("GET", parts[0]);
      return send(parts.length == 2 ? request.query(parts[1]) : request);
    }

    InMemoryResponse post(String path, String json) throws Exception {
      return send(request("POST", path).json(json.replace('\'', '"')));
    }

    InMemoryResponse put(String path, String json) throws Exception {
      return send(request("PUT", path).json(json.replace('\'', '"')));
    }

    InMemoryResponse patch(String path, String etag, String json) throws Exception {
      return send(request("PATCH", path).header("If-Match", etag).json(json.replace('\'', '"')));
    }

    InMemoryResponse delete(String path, String etag) throws Exception {
      return send(request("DELETE", path).header("If-Match", etag));
    }

    /** A new subscription, as its creation answers. */
    JsonObject webhook(String json) throws Exception {
      var response = post("/v1/webhooks", json);
      assertEquals(201, response.status(), response.text());
      return response.json();
    }

    /** The path of a new subscription. */
    String webhookPath() throws Exception {
      return "/v1/webhooks/" + webhook(HOOK).get("id").getAsString();
    }

    InMemoryRequest request(String method, String path) {
      return InMemoryRequest.of(method, path).header("Authorization", token);
    }
  }
}
