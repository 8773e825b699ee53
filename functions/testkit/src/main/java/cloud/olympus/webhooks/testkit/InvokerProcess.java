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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A function as a process of its own, under the Functions Framework's Invoker, which the function's
 * build has put into {@code target}.
 */
public final class InvokerProcess implements AutoCloseable {
  private final ProcessBuilder builder;
  private final Process process;
  private final Path output;
  private final URI base;

  private InvokerProcess(ProcessBuilder builder, int port) throws IOException {
    this.builder = builder;
    this.output = Objects.requireNonNull(builder.redirectOutput().file(), "it prints to").toPath();
    this.base = URI.create("http://127.0.0.1:" + port);
    this.process = builder.start();
  }

  /** Which of the Functions Framework's Invokers. */
  public enum Version {
    /** The newest. */
    CURRENT("java-function-invoker.jar"),
    /** The one that Cloud Functions' runtime brings. */
    PLATFORM("java-function-invoker-1.4.1.jar");

    private final String jar;

    Version(String jar) {
      this.jar = jar;
    }

    /** Its jar, which the build leaves beside a function's zip. */
    public Path beside(FunctionZip zip) {
      return zip.file().resolveSibling(jar);
    }
  }

  /**
   * Starts a function from what its deployable holds, with what the platform sets in the
   * environment.
   *
   * @param function its class
   * @param zip of the function, in the {@code target} folder of its module
   * @param settings in the environment, in place of all {@code WEBHOOKS_…} of this process
   * @param folder takes what the zip holds and what the function prints
   */
  public static InvokerProcess of(
      FunctionZip zip, Version version, String function, Map<String, String> settings, Path folder)
      throws Exception {
    return onPlatform(
            zip.extract(folder).toString(), version.beside(zip), function, settings, folder)
        .listening();
  }

  /** Likewise, but as somebody does by hand, without what only the platform sets. */
  public static InvokerProcess byHand(
      FunctionZip zip, Version version, String function, Map<String, String> settings, Path folder)
      throws Exception {
    var builder = builder(zip.extract(folder).toString(), version.beside(zip), folder);
    int port = freePort();
    setAsThePlatform(builder.environment(), function, port, settings);
    builder.environment().keySet().removeIf(name -> name.startsWith("K_"));
    return new InvokerProcess(builder, port).listening();
  }

  /**
   * What a function prints that does not start on the platform.
   *
   * @throws AssertionError where it starts, or ends well
   */
  public static String refusal(
      FunctionZip zip, Version version, String function, Map<String, String> settings, Path folder)
      throws Exception {
    var started =
        onPlatform(zip.extract(folder).toString(), version.beside(zip), function, settings, folder);
    try {
      if (!started.process.waitFor(60, TimeUnit.SECONDS) || started.process.exitValue() == 0) {
        throw new AssertionError("it was to fail:\n" + started.output());
      }
      return started.output();
    } finally {
      started.close();
    }
  }

  /** Starts a function of this process's own class path, without settings. */
  public static InvokerProcess ofClassPath(String function, Path folder) throws Exception {
    Path invoker = Path.of("target", Version.CURRENT.jar).toAbsolutePath();
    return onPlatform(System.getProperty("java.class.path"), invoker, function, Map.of(), folder)
        .listening();
  }

  private static InvokerProcess onPlatform(
      String classPath, Path invoker, String function, Map<String, String> settings, Path folder)
      throws Exception {
    var builder = builder(classPath, invoker, folder);
    int port = freePort();
    setAsThePlatform(builder.environment(), function, port, settings);
    return new InvokerProcess(builder, port);
  }

  private static ProcessBuilder builder(String classPath, Path invoker, Path folder)
      throws IOException {
    Path output = Files.createTempFile(folder, "invoker", ".log");
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + output + ".classes",
                "-jar",
                invoker.toString(),
                "--classpath",
                classPath))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile());
  }

  /**
   * Sets in a process's environment what the platform sets.
   *
   * @param function its class
   * @param settings in place of all {@code WEBHOOKS_…}
   */
  public static void setAsThePlatform(
      Map<String, String> environment, String function, int port, Map<String, String> settings) {
    environment.put("PORT", Integer.toString(port));
    environment.put("FUNCTION_TARGET", function);
    environment.put("FUNCTION_SIGNATURE_TYPE", "http");
    environment.put("K_SERVICE", "function");
    environment.put("K_REVISION", "function-00001");
    environment.put("K_CONFIGURATION", "function");
    environment.keySet().removeIf(name -> name.startsWith("WEBHOOKS_"));
    environment.putAll(settings);
  }

  /** Starts it anew after its end, on the same port; what it prints goes on in the same file. */
  public InvokerProcess again() throws Exception {
    process.onExit().join();
    return new InvokerProcess(
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())),
            base.getPort())
        .listening();
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

  /**
   * Sends a request on a connection of its own: a server that has refused a body unread closes that
   * one, and who used it again might not see that in time. The answer is read as UTF-8 unless it
   * says otherwise.
   */
  public HttpResponse<String> send(HttpRequest request) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  /** What it has printed so far. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** Every class it has loaded so far, as the JVM logs it. */
  public String classes() throws IOException {
    return Files.readString(Path.of(output + ".classes"));
  }

  /** The status with which it ends, whatever ends it. */
  public CompletableFuture<Integer> end() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Kills it, as an instance that is lost. */
  public void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join().destroyForcibly();
  }

  /** Itself, once it listens. */
  private InvokerProcess listening() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < deadline) {
      // Waiting for the process to end is the pause between two tries.
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the function ended:\n" + output());
      }
      if (listens()) {
        return this;
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
