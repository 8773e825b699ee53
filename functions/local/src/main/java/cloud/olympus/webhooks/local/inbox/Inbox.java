package cloud.olympus.webhooks.local.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import cloud.olympus.webhooks.signing.TenantKeys;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.PageLimit;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import cloud.olympus.webhooks.web.Router;
import cloud.olympus.webhooks.web.log.Log;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * {@code /dev/inbox}: shows what arrived, newest first, and whether its signature is right, and
 * answers as it is told. Remembers the latest {@value #REMEMBERED}. Thread-safe.
 */
public final class Inbox implements HttpFunction {

  /** Where it is found. */
  public static final String PATH = "/dev/inbox";

  private static final int REMEMBERED = 1_000;
  private static final int BODY_LIMIT = 512 * 1024;
  private static final long LONGEST_HANG_SECONDS = 120;

  private final Router router;
  private final Verification verification;
  private final InstantSource clock;
  private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Arrival> arrivals = new ArrayDeque<>();
  private final Map<String, Long> counts = new HashMap<>();
  private long count;

  /** An empty inbox that verifies with the keys of these subscriptions and their tenants. */
  public Inbox(
      Subscriptions subscriptions,
      Vault vault,
      TenantKeys tenantKeys,
      InstantSource clock,
      RandomGenerator random,
      Log log) {
    this.verification = new Verification(subscriptions, vault, tenantKeys, clock);
    this.clock = clock;
    this.router =
        Router.builder(log, random)
            .route(Route.get(PATH, call -> show(call, null)))
            .route(Route.delete(PATH, this::clear))
            .route(Route.get(PATH + "/{name}", call -> show(call, call.variable("name"))))
            .route(Route.post(PATH + "/{name}", this::receive).withBodyLimit(BODY_LIMIT))
            .route(Route.put(PATH + "/{name}", this::behave))
            .build();
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws Exception {
    router.service(request, response);
  }

  private Reply receive(Call call) throws InterruptedException {
    String name = call.variable("name");
    boolean verified = verification.isRight(call);
    Behaviour behaviour = behaviours.getOrDefault(name, Behaviour.GOOD);
    add(call, name, verified, behaviour);
    waitAsTold(name, behaviour);
    var reply = Reply.empty(behaviour.status());
    String retryAfter = behaviour.retryAfter();
    return retryAfter == null ? reply : reply.withHeader("Retry-After", retryAfter);
  }

  private void add(Call call, String name, boolean verified, Behaviour behaviour) {
    Map<String, String> headers = new TreeMap<>();
    for (var header :
        List.of(
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
            "content-type",
            "user-agent",
            "olympus-attempt",
            "olympus-event-id",
            "olympus-event-type",
            "olympus-key-id",
            "olympus-source",
            "olympus-subscription",
            "olympus-tenant",
            "olympus-location",
            "olympus-test",
            "traceparent")) {
      call.header(header).ifPresent(value -> headers.put(header, value));
    }
    lock.lock();
    try {
      counts.merge(name, 1L, Long::sum);
      arrivals.addFirst(
          new Arrival(
              ++count,
              name,
              clock.instant().truncatedTo(ChronoUnit.MILLIS),
              headers,
              new String(call.body(), UTF_8),
              verified,
              behaviour.hang() ? 0 : behaviour.status()));
      if (arrivals.size() > REMEMBERED) {
        arrivals.removeLast();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Until the delay is over, or, where it hangs, until it is told to behave otherwise. */
  private void waitAsTold(String name, Behaviour told) throws InterruptedException {
    long nanos =
        told.hang() ? TimeUnit.SECONDS.toNanos(LONGEST_HANG_SECONDS) : told.delay().toNanos();
    lock.lock();
    try {
      while (nanos > 0 && behaviours.getOrDefault(name, Behaviour.GOOD).equals(told)) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private Reply behave(Call call) {
    behaviours.put(call.variable("name"), Behaviour.read(call.json()));
    wakeAll();
    return Reply.noContent();
  }

  /** Answers whoever waits: nobody does for the answer any more. */
  public void letGo() {
    behaviours.clear();
    wakeAll();
  }

  private void wakeAll() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Reply clear(Call call) {
    lock.lock();
    try {
      arrivals.clear();
      counts.clear();
      count = 0;
    } finally {
      lock.unlock();
    }
    behaviours.clear();
    return Reply.noContent();
  }

  /** All inboxes, or the one of a name; newest first. */
  private Reply show(Call call, @Nullable String name) {
    call.onlyQuery("limit");
    int limit = PageLimit.of(call);
    List<Arrival> shown;
    long total;
    lock.lock();
    try {
      shown =
          arrivals.stream()
              .filter(arrival -> name == null || name.equals(arrival.inbox()))
              .limit(limit)
              .toList();
      total = name == null ? count : counts.getOrDefault(name, 0L);
    } finally {
      lock.unlock();
    }
    if (call.header("Accept").orElse("").contains("text/html")) {
      return Reply.of(200, "text/html; charset=utf-8", InboxPage.of(shown, total))
          .withHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    }
    var json = new JsonObject();
    json.addProperty("received", total);
    var list = new JsonArray();
    shown.forEach(arrival -> list.add(arrival.toJson()));
    json.add("data", list);
    return Reply.json(200, json);
  }
}
