package cloud.olympus.webhooks.testkit.emulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running emulator on a free port of this machine. Ends with the JVM at the latest. */
public final class EmulatorProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  private final Process process;
  private final int port;

  private EmulatorProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts an emulator and waits until it takes connections. Its output goes to a file in {@code
   * target}.
   *
   * @throws IllegalStateException where it is not installed or does not start
   */
  public static EmulatorProcess start(Emulator emulator) {
    return start(emulator, Map.of());
  }

  /** Likewise, with variables in its environment besides those of this process. */
  public static EmulatorProcess start(Emulator emulator, Map<String, String> environment) {
    try {
      return started(emulator, environment, freePort());
    } catch (IOException e) {
      throw new IllegalStateException(emulator + " cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + emulator + " started", e);
    }
  }

  private static EmulatorProcess started(
      Emulator emulator, Map<String, String> environment, int port)
      throws IOException, InterruptedException {
    var command =
        emulator
            .command(port)
            .orElseThrow(() -> new IllegalStateException(emulator.missing().orElseThrow()));
    Path log =
        Files.createDirectories(Path.of("target"))
            .resolve(emulator.name().toLowerCase(Locale.ROOT) + "-emulator.log");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    var process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    long began = System.nanoTime();
    while (!listens(port)) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS)
          || System.nanoTime() - began > START.toNanos()) {
        process.destroyForcibly();
        throw new IOException("it does not listen: see " + log);
      }
    }
    return new EmulatorProcess(process, port);
  }

  /** {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Its process, to be frozen by a signal. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static boolean listens(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
