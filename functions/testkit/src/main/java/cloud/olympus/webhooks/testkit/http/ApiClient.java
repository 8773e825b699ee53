package cloud.olympus.webhooks.testkit.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A client of the API. Thread-safe. */
public class ApiClient implements AutoCloseable {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;
  private final String token;

  /** For a base URL, as {@code http://localhost:8080}, with a bearer token. */
  public ApiClient(String base, String token) {
    this.base = base;
    this.token = token;
  }

  /** Its base URL. */
  public final String base() {
    return base;
  }

  /** Gets a path with the token. */
  public HttpResponse<String> get(String path) {
    return send("GET", path, null);
  }

  /** Posts JSON with the token. */
  public HttpResponse<String> post(String path, String body) {
    return send("POST", path, body);
  }

  /**
   * Sends a request with the token.
   *
   * @param headers names and values in turn
   */
  public HttpResponse<String> send(
      String method, String path, @Nullable String body, String... headers) {
    try {
      return trySend(method, path, body, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Likewise, where it may be gone. */
  public HttpResponse<String> trySend(
      String method, String path, @Nullable String body, String... headers) throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + token)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Subscribes a URL to types, and gives the new id. */
  public String subscribe(String url, String... types) {
    var body = new JsonObject();
    body.addProperty("url", url);
    var events = new JsonArray();
    for (var type : types) {
      events.add(type);
    }
    body.add("events", events);
    var answer = post("/v1/webhooks", body.toString());
    if (answer.statusCode() != 201) {
      throw new AssertionError(answer.body());
    }
    return JsonParser.parseString(answer.body()).getAsJsonObject().get("id").getAsString();
  }

  /** Every item of a list of the API. */
  public List<JsonObject> all(String path) {
    List<JsonObject> all = new ArrayList<>();
    String cursor = "";
    while (true) {
      String separator = path.contains("?") ? "&" : "?";
      var page =
          JsonParser.parseString(get(path + separator + "limit=250" + cursor).body())
              .getAsJsonObject();
      for (JsonElement item : page.getAsJsonArray("data")) {
        all.add(item.getAsJsonObject());
      }
      if (page.get("next_cursor").isJsonNull()) {
        return all;
      }
      cursor = "&cursor=" + page.get("next_cursor").getAsString();
    }
  }

  /** Asks again and again; a minute is the patience of a test that has failed, nothing else. */
  public static void await(String what, BooleanSupplier condition) {
    await(what, Duration.ofMinutes(1), condition);
  }

  /** Likewise, with more patience. */
  public static void await(String what, Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + patience + ": " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Lets the second pass in which a change that the API has answered may not be in force yet. */
  public static void awaitInForce() {
    long answered = System.nanoTime();
    await("it is in force", () -> System.nanoTime() - answered > 1_000_000_000);
  }

  /** An event of a type as {@code POST /v1/events} takes it. */
  public static String event(String id, String type, Map<String, ?> data) {
    var json = new JsonObject();
    json.addProperty("id", id);
    json.addProperty("type", type);
    json.addProperty("timestamp", "2026-02-19T15:30:00Z");
    var members = new JsonObject();
    data.forEach((name, value) -> members.addProperty(name, value.toString()));
    json.add("data", members);
    return json.toString();
  }

  @Override
  public void close() {
    http.close();
  }
}
