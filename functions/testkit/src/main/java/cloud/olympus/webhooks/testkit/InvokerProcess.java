package cloud.olympus.webhooks.testkit;

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

/**
 * A function as a process of its own, under the Functions Framework's Invoker, which the module's
 * build has put into {@code target}.
 */
public final class InvokerProcess implements AutoCloseable {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private final Process process;
  private final Path output;
  private final URI base;
  private final HttpClient client = HttpClient.newHttpClient();

  private InvokerProcess(Process process, Path output, URI base) {
    this.process = process;
    this.output = output;
    this.base = base;
  }

  /**
   * Starts the function of the module under test, as a person would: {@code java -jar
   * target/java-function-invoker.jar --classpath 'target/lib/*:target/classes' --target
   * <function>}.
   *
   * @param function its class
   * @param settings in the environment, in place of all {@code WEBHOOKS_…} of this process
   * @param folder takes what it prints
   */
  public static InvokerProcess ofModule(String function, Map<String, String> settings, Path folder)
      throws Exception {
    String classPath = TARGET.resolve("lib") + "/*:" + TARGET.resolve("classes");
    return start(classPath, function, settings, folder);
  }

  /** Starts a function of this process's own class path, without settings. */
  public static InvokerProcess ofClassPath(String function, Path folder) throws Exception {
    return start(System.getProperty("java.class.path"), function, Map.of(), folder);
  }

  private static InvokerProcess start(
      String classPath, String function, Map<String, String> settings, Path folder)
      throws Exception {
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
                    classPath,
                    "--target",
                    function,
                    "--port",
                    Integer.toString(port)))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("WEBHOOKS_"));
    builder.environment().putAll(settings);
    var started =
        new InvokerProcess(builder.start(), output, URI.create("http://127.0.0.1:" + port));
    started.awaitListening();
    return started;
  }

  /** Where it listens, such as {@code http://127.0.0.1:8080}. */
  public URI base() {
    return base;
  }

  /** Gets a path. */
  public HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(base.resolve(path)).build());
  }

  /** Posts a body of no stated type. */
  public HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /** Sends a request; the answer is read as UTF-8 unless it says otherwise. */
  public HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** What it has printed so far. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** Every class it has loaded so far, as the JVM logs it. */
  public String classes() throws IOException {
    return Files.readString(Path.of(output + ".classes"));
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join().destroyForcibly();
  }

  private void awaitListening() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < deadline) {
      // Waiting for the process to end is the pause between two tries.
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        client.close();
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

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
