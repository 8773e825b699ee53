package cloud.olympus.webhooks.local.e2e;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The program as the README starts it, on a data directory and a free port. */
final class RunningProgram implements AutoCloseable {

  static final Path COMMAND =
      Path.of("target/olympus-webhooks/bin/olympus-webhooks").toAbsolutePath();

  private static final Pattern READY = Pattern.compile("ready: (http://localhost:\\d+)");
  private static final Pattern TOKEN = Pattern.compile("export TOKEN=(\\S+)");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final Path output;
  private final String base;
  private final String token;

  private RunningProgram(Process process, Path output, String base, String token) {
    this.process = process;
    this.output = output;
    this.base = base;
    this.token = token;
  }

  /** Starts it and waits until it is ready. */
  static RunningProgram start(Path data) throws IOException {
    return start(data, List.of());
  }

  /**
   * Likewise.
   *
   * @param before a command that runs the program as its last act, such as {@code nice}
   */
  static RunningProgram start(Path data, List<String> before) throws IOException {
    Path output = Files.createTempFile("olympus-e2e", ".log");
    Process process = launch(data, before, output);
    await(
        "the program is ready",
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("the program ended: " + read(output));
          }
          return TOKEN.matcher(read(output)).find();
        });
    return new RunningProgram(
        process, output, find(READY, read(output)), find(TOKEN, read(output)));
  }

  /** Starts it where it cannot start, and gives its exit code and what it said. */
  static Ended startInVain(Path data, List<String> before) throws IOException {
    Path output = Files.createTempFile("olympus-e2e", ".log");
    Process process = launch(data, before, output);
    await("the program has ended", () -> !process.isAlive());
    return new Ended(process.exitValue(), read(output));
  }

  record Ended(int code, String said) {}

  private static Process launch(Path data, List<String> before, Path output) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(COMMAND.toString(), "--port=0", "--data-dir=" + data, "--log=json", "--quiet"));
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("WEBHOOKS_"));
    return builder.start();
  }

  String base() {
    return base;
  }

  String said() {
    return read(output);
  }

  /** Of the Java process, also where another command stands before it. */
  long pid() {
    return process
        .descendants()
        .reduce((_, last) -> last)
        .map(ProcessHandle::pid)
        .orElse(process.pid());
  }

  /** So many threads of the operating system. */
  long threads() throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid() + "/task"))) {
      return tasks.count();
    }
  }

  HttpResponse<String> get(String path) {
    return send("GET", path, null);
  }

  HttpResponse<String> post(String path, String body) {
    return send("POST", path, body);
  }

  /**
   * Sends a request with the token.
   *
   * @param headers names and values in turn
   */
  HttpResponse<String> send(
      String method,
      String path,
      @org.jspecify.annotations.Nullable String body,
      String... headers) {
    try {
      return trySend(method, path, body, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(said(), e);
    }
  }

  /** Likewise, where the program may be gone. */
  HttpResponse<String> trySend(
      String method, String path, @org.jspecify.annotations.Nullable String body, String... headers)
      throws IOException {
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
  String subscribe(String url, String... types) {
    var body = new JsonObject();
    body.addProperty("url", url);
    var events = new com.google.gson.JsonArray();
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
  List<JsonObject> all(String path) {
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

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** SIGTERM; returns at once. */
  void terminate() {
    ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroy);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end and gives its exit code. */
  int awaitEnd() {
    await("the program has ended", () -> !process.isAlive());
    return process.exitValue();
  }

  @Override
  public void close() {
    terminate();
    awaitEnd();
    http.close();
  }

  /** Asks again and again; a minute is the patience of a test that has failed, nothing else. */
  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within a minute: " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }

  private static String find(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError(pattern + " not in: " + text);
    }
    return matcher.group(1);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An event of a type as {@code POST /v1/events} takes it. */
  static String event(String id, String type, Map<String, ?> data) {
    var json = new JsonObject();
    json.addProperty("id", id);
    json.addProperty("type", type);
    json.addProperty("timestamp", "2026-02-19T15:30:00Z");
    var members = new JsonObject();
    data.forEach((name, value) -> members.addProperty(name, value.toString()));
    json.add("data", members);
    return json.toString();
  }
}
