package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.Sender;
import cloud.olympus.webhooks.lane.LaneKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** All endpoints there are: they answer each in its manner, and mind how they are called. */
final class Endpoints implements Sender {

  /** So long one may still be sent that was read before it was skipped. */
  private static final Duration AFTER_SKIP = Duration.ofSeconds(20);

  private final World world;
  private final Map<LaneKey, Manner> manners = new HashMap<>();
  private final Map<DeliveryId, List<Sent>> sent = new HashMap<>();

  Endpoints(World world) {
    this.world = world;
  }

  /** A request that was made. */
  private record Sent(Call call, Instant end, boolean succeeded) {
    /** Whether its process waits for the answer and holds what it sends for. */
    boolean isOpen(Instant now) {
      return now.isBefore(end) && !call.instance.isDead() && !call.isDisturbed();
    }
  }

  void open(LaneKey endpoint) {
    open(endpoint, Manner.any(world.random));
  }

  void open(LaneKey endpoint, Manner manner) {
    manners.put(endpoint, manner);
  }

  Manner manner(LaneKey endpoint) {
    return Objects.requireNonNull(manners.get(endpoint));
  }

  /** Whether the endpoint has answered a request of a delivery with success. */
  boolean took(DeliveryId id) {
    return sent.getOrDefault(id, List.of()).stream().anyMatch(one -> one.succeeded);
  }

  /** Whether a request of a delivery has no answer yet. */
  boolean isUnderWay(DeliveryId id) {
    Instant now = world.baton.instant();
    return sent.getOrDefault(id, List.of()).stream().anyMatch(one -> one.isOpen(now));
  }

  @Override
  public Answer send(Request request, LaneKey endpoint, Duration deadline) {
    var call = Objects.requireNonNull(world.baton.call());
    call.check();
    var id = judge(request, endpoint);
    Instant begun = world.baton.instant();
    if (!world.limits.write(endpoint, request.permit())) {
      return failed(Failure.OWN_TROUBLE);
    }
    var requests = sent.computeIfAbsent(id, _ -> new ArrayList<>());
    if (!call.isDisturbed()) {
      refuseSecond(id, requests);
      refuseStopped(id);
      world.order.check(id);
    }
    var trip = world.traffic.begin(call, id, begun);
    var last = answer(call, request, id, deadline);
    Instant now = world.baton.instant();
    var answer = later(last, Duration.between(begun, now));
    requests.add(new Sent(call, now.plus(last.took()), isSuccess(answer)));
    observe(answer);
    world.trace(() -> call.instance + " sends " + name(id) + ", gets " + answer);
    if (world.order.isKept(id) && world.mishap(2)) {
      world.baton.after(
          Duration.ofMillis(last.took().toMillis() / 2), () -> world.operators.skip(id));
    }
    if (!call.isDirect() && world.mishap(5)) {
      world.operators.skipOneBehind(endpoint);
    }
    world.baton.sleep(last.took());
    world.traffic.end(trip, answer);
    return answer;
  }

  private Answer answer(Call call, Request request, DeliveryId id, Duration deadline) {
    var first = answer(request, id, deadline);
    boolean again = isReset(first) && !call.isDisturbed() && world.mishap(20);
    return again ? tryAgain(request, id, deadline) : first;
  }

  private Answer answer(Request request, DeliveryId id, Duration deadline) {
    if (!world.names.dial(id.lane(), request.url())) {
      return failed(Failure.ADDRESS_REFUSED);
    }
    var since = Duration.between(World.START, world.baton.instant());
    return manner(id.lane()).answer(world, id.eventId(), since, deadline);
  }

  /** The same, which took longer. */
  private static Answer later(Answer answer, Duration more) {
    var took = answer.took().plus(more);
    return switch (answer) {
      case Answer.Answered one ->
          new Answer.Answered(one.status(), one.headers(), one.body(), took, null);
      case Answer.Failed one -> new Answer.Failed(one.failure(), one.detail(), took, null);
    };
  }

  private static boolean isReset(Answer answer) {
    return answer instanceof Answer.Failed failed && failed.failure() == Failure.CONNECTION_RESET;
  }

  /** The endpoint has read the first request, and reads the second, before it resets. */
  private Answer tryAgain(Request request, DeliveryId id, Duration deadline) {
    world.saw(State.TRIED_TWICE);
    return world.limits.write(id.lane(), request.permit())
        ? answer(request, id, deadline)
        : failed(Failure.OWN_TROUBLE);
  }

  private static Answer failed(Failure failure) {
    return new Answer.Failed(failure, failure.code(), Duration.ofMillis(10), null);
  }

  private static boolean isSuccess(Answer answer) {
    return answer instanceof Answer.Answered answered && answered.status() / 100 == 2;
  }

  private void observe(Answer answer) {
    switch (answer) {
      case Answer.Answered answered -> {
        if (answered.header("retry-after").isPresent()) {
          world.saw(State.RETRY_AFTER);
        }
        if (answered.status() == 410) {
          world.saw(State.GONE);
        }
      }
      case Answer.Failed failed -> {
        if (failed.failure().isOurs()) {
          world.saw(State.OWN_TROUBLE);
        }
      }
    }
  }

  /** A request must be for the one to whom it is sent, and signed for it. */
  private DeliveryId judge(Request request, LaneKey endpoint) {
    var headers = request.headers();
    String tenant = headers.getOrDefault("Olympus-Tenant", "");
    String event = headers.getOrDefault("Olympus-Event-Id", "");
    var accepted = world.accepted.get(event);
    require(endpoint.tenantId().equals(tenant), "sent across tenants");
    require(
        endpoint.webhookId().equals(headers.getOrDefault("Olympus-Subscription", "")),
        "sent across");
    require(accepted != null && accepted.tenantId().equals(tenant), "another tenant's event");
    require(world.operators.urls.isOf(endpoint, request.url()), "sent to another URL");
    require(!headers.containsKey("Olympus-Location"), "of a place");
    require(!headers.containsKey("Olympus-Test"), "a test");
    require(!headers.containsKey("traceparent"), "part of a trace");
    require(
        headers.containsKey("Olympus-Key-Id")
            == headers.getOrDefault("webhook-signature", "").contains("v1a,"),
        "a key without a name");
    if (world.chance(10)) {
      require(world.keys.isSigned(endpoint, request), "signed with another's secret");
    }
    return new DeliveryId(endpoint.tenantId(), event, endpoint.webhookId(), 0);
  }

  /** Nothing is sent again once its end is recorded, nor while it is under way. */
  private void refuseSecond(DeliveryId id, List<Sent> before) {
    var document = world.deliveries.get(id).map(Delivery::state);
    var state =
        document.or(
            () ->
                world
                    .log
                    .get(id.event())
                    .flatMap(record -> record.delivery(id.webhookId()))
                    .map(summary -> summary.state()));
    // Whoever read it before may send what a holder that stood still records late.
    boolean late = before.stream().anyMatch(one -> one.succeeded && one.call.isDisturbed());
    boolean ended = state.map(DeliveryState::isFinal).orElse(false);
    // Whoever skips one does not know whether its holder is just about to send it.
    Instant since = world.order.skippedSince.getOrDefault(id, Instant.MAX.minus(AFTER_SKIP));
    boolean skipped =
        world.order.skipped.contains(id) && world.baton.instant().isBefore(since.plus(AFTER_SKIP));
    require(late || skipped || !ended, "sent after its end was recorded: " + name(id));
    require(!isUnderWay(id), "sent twice at once: " + name(id));
    if (before.stream().anyMatch(one -> one.succeeded)) {
      world.sawTrouble(State.SENT_AGAIN_AFTER_A_CRASH);
    }
  }

  /** Nothing is sent to who is stopped, but what was on its way: a minute is more than enough. */
  private void refuseStopped(DeliveryId id) {
    Instant now = world.baton.instant();
    var call = Objects.requireNonNull(world.baton.call());
    // Where nothing goes wrong the circuit is open for all calls that begin after it was opened.
    Instant before = world.calm ? call.begun : now.minusSeconds(60);
    var since = world.observer.restsSince.get(id.lane());
    var endpoint = world.lanes.state(id.lane()).endpoint();
    require(
        since == null || !since.isBefore(before) || !endpoint.open() || !endpoint.restsAt(now),
        "sent to an open circuit: " + name(id));
    require(
        world.killSwitches.current().stream()
            .noneMatch(
                on ->
                    world.observer.since(on).isBefore(before)
                        && on.scope().covers(id.tenantId(), id.webhookId())),
        "sent though an operator stopped it: " + name(id));
  }

  private static String name(DeliveryId id) {
    return id.eventId() + " to " + id.webhookId();
  }

  private static void require(boolean fine, String otherwise) {
    if (!fine) {
      throw new AssertionError(otherwise);
    }
  }
}
