package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.lane.Drain;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Sweep;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.log.Log;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;

/** Wake-ups of lanes, and the scheduler's sweep. */
final class LaneCalls {

  /** So often Cloud Tasks has called before. */
  private static final String RETRIES = "X-CloudTasks-TaskRetryCount";

  private final Drain drain;
  private final Sweep sweep;
  private final Log log;

  LaneCalls(Drain drain, Sweep sweep, Log log) {
    this.drain = drain;
    this.sweep = sweep;
    this.log = log;
  }

  /**
   * {@code {"tenant_id", "webhook_id"}}; also answered with 204 where another drains the lane, who
   * will see what is new. Not so where Cloud Tasks calls once more: then the other may be who was
   * called first, and died. It is to call again until the lease is over; after a 503 it would call
   * others more slowly too.
   */
  Reply wake(Call call) {
    JsonObject body = call.json();
    boolean drained = drain.run(new LaneKey(id(body, "tenant_id"), id(body, "webhook_id")));
    if (!drained && call.header(RETRIES).filter(number -> !number.equals("0")).isPresent()) {
      throw ProblemException.conflict("Another holds this lane.");
    }
    return Reply.noContent();
  }

  /**
   * {@code {"woken"}}, how many lanes. Where there were any a line {@code sweep} says so, with
   * {@code oldest_due_ms}: an alert is set on it.
   */
  Reply sweep(Call call) {
    var swept = sweep.run();
    if (swept.woken() > 0) {
      log.warning(
          "sweep", Map.of("woken", swept.woken(), "oldest_due_ms", swept.oldest().toMillis()));
    }
    var result = new JsonObject();
    result.addProperty("woken", swept.woken());
    return Reply.json(200, result);
  }

  private static String id(JsonObject body, String name) {
    JsonElement value = body.get(name);
    if (value == null
        || !value.isJsonPrimitive()
        || !value.getAsJsonPrimitive().isString()
        || !EnvelopeReader.ID.matcher(value.getAsString()).matches()) {
      throw ProblemException.invalid(name, "invalid", name + " must be an id.");
    }
    return value.getAsString();
  }
}
