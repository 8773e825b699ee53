package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.testkit.InvokerProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A function's process of which it is known when it was started. */
final class Started implements AutoCloseable {

  private final URI base;
  private final Process process;
  private final long began;
  private final HttpClient http = HttpClient.newHttpClient();

  private Started(URI base, Process process, long began) {
    this.base = base;
    this.process = process;
    this.began = began;
  }

  /**
   * Starts Java.
   *
   * @param prefix what stands before {@code java}, such as {@code taskset -c 0}
   * @param target the function's class
   */
  static Started java(
      List<String> prefix,
      List<String> arguments,
      String target,
      Map<String, String> settings,
      Path output)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    InvokerProcess.setAsThePlatform(builder.environment(), target, port, settings);
    long began = System.nanoTime();
    return new Started(URI.create("http://127.0.0.1:" + port), builder.start(), began);
  }

  /** Where it listens. */
  URI base() {
    return base;
  }

  /** Milliseconds from its start to the first answer of 2xx. */
  double firstWork(Function<URI, HttpRequest> work) throws IOException, InterruptedException {
    while (process.isAlive()) {
      try {
        int status = http.send(work.apply(base), BodyHandlers.ofString()).statusCode();
        if (status / 100 == 2) {
          return (System.nanoTime() - began) / 1e6;
        }
      } catch (ConnectException e) {
        TimeUnit.MILLISECONDS.sleep(2);
      }
    }
    throw new IOException("it ended with " + process.exitValue());
  }

  /** CPU time so far, in milliseconds. */
  double cpu() {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e6;
  }

  /** The most memory that it had so far, in MiB; Linux alone tells. */
  double peakMemory() throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      String peak = lines.filter(line -> line.startsWith("VmHWM:")).findFirst().orElseThrow();
      return Long.parseLong(peak.replaceAll("[^0-9]", "")) / 1024.0;
    }
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    process.onExit().completeOnTimeout(process, 60, TimeUnit.SECONDS).join().destroyForcibly();
  }
}
