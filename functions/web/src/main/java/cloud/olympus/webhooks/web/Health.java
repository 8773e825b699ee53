package cloud.olympus.webhooks.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.Supplier;

/** {@code GET /health}: whether a deployable can do its work. Open to everybody. */
public final class Health {
  /** {@code /healthz} never reaches a container on Cloud Run. */
  public static final String PATH = "/health";

  private Health() {}

  /**
   * The route of a deployable.
   *
   * @param service its name
   * @param obstacles asked on each call what keeps it from working, in words that may be shown to
   *     anybody; empty when all is well
   */
  public static Route route(String service, Supplier<List<String>> obstacles) {
    return Route.get(PATH, call -> reply(service, obstacles.get()));
  }

  private static Reply reply(String service, List<String> obstacles) {
    if (obstacles.isEmpty()) {
      var body = new JsonObject();
      body.addProperty("status", "ok");
      body.addProperty("service", service);
      return Reply.json(200, body);
    }
    var list = new JsonArray();
    obstacles.forEach(list::add);
    return Reply.problem(
        Problem.UNAVAILABLE
            .withDetail(service + " is not ready.")
            .withInstance(PATH)
            .with("obstacles", list));
  }
}
