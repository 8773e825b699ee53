package cloud.olympus.webhooks.stripe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged function as a process of its own, under the Functions Framework's Invoker. */
final class Alone implements AutoCloseable {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private final Process process;
  private final Path output;
  private final URI base;
  private final HttpClient client = HttpClient.newHttpClient();

  private Alone(Process process, Path output, URI base) {
    this.process = process;
    this.output = output;
    this.base = base;
  }

  /** Starts it with these settings and no others. */
  static Alone start(Map<String, String> settings, Path folder) throws Exception {
    int port = freePort();
    Path output = Files.createTempFile(folder, "invoker", ".log");
    var builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xlog:class+load:file=" + output + ".classes",
                    "-jar",
                    TARGET.resolve("java-function-invoker.jar").toString(),
                    "--classpath",
                    TARGET.resolve("lib") + "/*:" + jar(),
                    "--target",
                    StripeWebhook.class.getName(),
                    "--port",
                    Integer.toString(port)))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("WEBHOOKS_"));
    builder.environment().putAll(settings);
    var alone = new Alone(builder.start(), output, URI.create("http://127.0.0.1:" + port));
    alone.awaitListening();
    return alone;
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(base.resolve(path)).build());
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /** What it has printed so far. */
  String output() throws IOException {
    return Files.readString(output);
  }

  /** Every class it has loaded so far. */
  String classes() throws IOException {
    return Files.readString(Path.of(output + ".classes"));
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join().destroyForcibly();
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private void awaitListening() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < deadline) {
      // Waiting for the process to end is the pause between two tries.
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the function ended:\n" + output());
      }
      if (listens()) {
        return;
      }
    }
    close();
    throw new AssertionError("the function did not listen in time:\n" + output());
  }

  private boolean listens() throws Exception {
    try {
      get("/health");
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  private static Path jar() throws IOException {
    try (var files = Files.newDirectoryStream(TARGET, "stripe-webhook-*.jar")) {
      return files.iterator().next();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
