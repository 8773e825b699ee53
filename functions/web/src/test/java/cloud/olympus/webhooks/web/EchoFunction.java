package cloud.olympus.webhooks.web;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;

/** What the Invoker runs in tests: a router that says what it got. */
public final class EchoFunction implements HttpFunction {
  private final Router router =
      Router.builder((severity, message, fields, thrown) -> {}, () -> 0xfeedL)
          .route(Health.route("echo", java.util.List::of))
          .route(Route.get("/v1/things/{id}", EchoFunction::echo))
          .route(Route.post("/v1/things/{id}", EchoFunction::echo).withBodyLimit(1024))
          .route(
              Route.delete(
                  "/v1/things/{id}",
                  call -> {
                    throw ProblemException.unavailable("away", Duration.ofSeconds(3));
                  }))
          .build();

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    router.service(request, response);
  }

  private static Reply echo(Call call) {
    var body = new JsonObject();
    body.addProperty("method", call.method());
    body.addProperty("path", call.path());
    body.addProperty("id", call.variable("id"));
    body.addProperty("q", String.join("|", call.queries("q")));
    body.addProperty("x", String.join("|", call.headers("X-Thing")));
    if (call.method().equals("POST")) {
      body.add("json", call.json());
    }
    return Reply.json(200, body).withHeader("ETag", EntityTag.ofVersion(1).toString());
  }
}
