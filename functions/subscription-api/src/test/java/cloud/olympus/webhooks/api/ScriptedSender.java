package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.Sender;
import cloud.olympus.webhooks.lane.LaneKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sends nothing, remembers what it was given, and answers as it is told. */
final class ScriptedSender implements Sender {

  private final List<Request> sent = new CopyOnWriteArrayList<>();
  private volatile Answer answer = answered(200);
  private volatile Runnable meanwhile = () -> {};

  static Answer answered(int status) {
    return new Answer.Answered(
        status, Map.of("server", "kitchen"), "thanks", Duration.ofMillis(42), "203.0.113.7");
  }

  /** What happens while the endpoint has a request. */
  void meanwhile(Runnable action) {
    meanwhile = action;
  }

  void answer(Answer next) {
    answer = next;
  }

  List<Request> sent() {
    return sent;
  }

  @Override
  public Answer send(Request request, LaneKey endpoint, Duration deadline) {
    if (!request.permit().getAsBoolean()) {
      return new Answer.Failed(Failure.OWN_TROUBLE, "no permit", Duration.ZERO, null);
    }
    sent.add(request);
    meanwhile.run();
    return answer;
  }
}
