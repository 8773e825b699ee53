package cloud.olympus.webhooks.web;

import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.settings.SettingsException;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/**
 * Stands in for a function whose settings are wrong: it starts, and answers every path with a 503
 * problem that names them, so that a deployment says what it misses. Thread-safe.
 */
public final class Unconfigured implements HttpFunction {
  private final Problem problem;

  /**
   * A stand-in, which also logs why.
   *
   * @param service the function's name
   */
  public Unconfigured(String service, SettingsException reason, Log log) {
    var settings = new JsonArray();
    for (var wrong : reason.problems()) {
      var setting = new JsonObject();
      setting.addProperty("name", wrong.name());
      setting.addProperty("message", wrong.reason());
      settings.add(setting);
    }
    problem =
        Problem.of(503, "unconfigured", "Not configured")
            .withDetail(service + " misses settings; \"settings\" names each.")
            .with("settings", settings);
    log.critical("settings are missing or wrong", Map.of("service", service, "settings", settings));
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    String path = Percent.encode(Objects.requireNonNullElse(request.getPath(), "*"));
    Reply.problem(problem.withInstance(path))
        .withHeader("Cache-Control", "no-store")
        .withHeader("Retry-After", "60")
        .writeTo(response, request.getMethod().equals("HEAD"));
  }
}
