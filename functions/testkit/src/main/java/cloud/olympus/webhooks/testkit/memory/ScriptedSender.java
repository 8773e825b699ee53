package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.Sender;
import cloud.olympus.webhooks.lane.LaneKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A sender without a network: asks for a permit, keeps every request and answers by script, for
 * each endpoint first what {@link #next} queued, then what {@link #always} says, which is 200 at
 * first. Thread-safe.
 */
public final class ScriptedSender implements Sender {

  private static final Duration TOOK = Duration.ofMillis(10);

  private final List<Sent> sent = new ArrayList<>();
  private final Map<LaneKey, Deque<Answer>> queued = new HashMap<>();
  private final Map<LaneKey, Function<Request, Answer>> rules = new HashMap<>();

  /** A sender to endpoints that are well. */
  public ScriptedSender() {}

  /** A request that was made. */
  public record Sent(LaneKey endpoint, Request request) {}

  /** Queues answers of an endpoint. */
  public synchronized ScriptedSender next(LaneKey endpoint, Answer... answers) {
    queued.computeIfAbsent(endpoint, _ -> new ArrayDeque<>()).addAll(List.of(answers));
    return this;
  }

  /** How an endpoint answers where nothing is queued; may wait, may move a clock. */
  public synchronized ScriptedSender always(LaneKey endpoint, Function<Request, Answer> rule) {
    rules.put(endpoint, rule);
    return this;
  }

  @Override
  public Answer send(Request request, LaneKey endpoint, Duration deadline) {
    return request.permit().getAsBoolean()
        ? kept(request, endpoint).apply(request)
        : failed(Failure.OWN_TROUBLE);
  }

  private synchronized Function<Request, Answer> kept(Request request, LaneKey endpoint) {
    sent.add(new Sent(endpoint, request));
    var queue = queued.get(endpoint);
    var answer = queue == null ? null : queue.poll();
    return answer != null ? _ -> answer : rules.getOrDefault(endpoint, _ -> status(200));
  }

  /** Every request so far. */
  public synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** The requests to one endpoint so far. */
  public synchronized List<Request> sent(LaneKey endpoint) {
    return sent.stream().filter(s -> s.endpoint().equals(endpoint)).map(Sent::request).toList();
  }

  /** An answer of this status after 10 ms. */
  public static Answer status(int status) {
    return status(status, Map.of());
  }

  /** An answer of this status and with these headers after 10 ms. */
  public static Answer status(int status, Map<String, String> headers) {
    return new Answer.Answered(status, headers, "", TOOK, "203.0.113.7");
  }

  /** No answer, after 10 ms. */
  public static Answer failed(Failure failure) {
    return new Answer.Failed(failure, failure.code(), TOOK, null);
  }
}
