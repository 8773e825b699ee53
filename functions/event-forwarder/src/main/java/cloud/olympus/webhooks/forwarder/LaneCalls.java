package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.lane.Drain;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Sweep;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** Wake-ups of lanes, and the scheduler's sweep. */
final class LaneCalls {

  private final Drain drain;
  private final Sweep sweep;

  LaneCalls(Drain drain, Sweep sweep) {
    this.drain = drain;
    this.sweep = sweep;
  }

  /** {@code {"tenant_id", "webhook_id"}}; also answered with 204 where another drains the lane. */
  Reply wake(Call call) {
    JsonObject body = call.json();
    drain.run(new LaneKey(id(body, "tenant_id"), id(body, "webhook_id")));
    return Reply.noContent();
  }

  Reply sweep(Call call) {
    var result = new JsonObject();
    result.addProperty("woken", sweep.run());
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
