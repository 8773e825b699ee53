package cloud.olympus.webhooks.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The built program, as a process of its own. */
final class Program implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("ready: http://localhost:(\\d+)");
  private static final Pattern TOKEN = Pattern.compile("export TOKEN=(\\S+)");

  private final Process process;
  private final int port;
  private final String token;

  private Program(Process process, int port, String token) {
    this.process = process;
    this.port = port;
    this.token = token;
  }

  /** Starts it on a data directory; returns when it says that it is ready. */
  static Program start(Path command, Path data) throws IOException {
    var process =
        new ProcessBuilder(
                command.toString(), "--port=0", "--data-dir=" + data, "--log=json", "--quiet")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var out =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    int port = Integer.parseInt(find(out, READY));
    String token = find(out, TOKEN);
    Thread.ofVirtual().start(() -> drain(out));
    return new Program(process, port, token);
  }

  private static String find(BufferedReader out, Pattern pattern) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    throw new IOException("the program ended before it was ready");
  }

  private static void drain(BufferedReader out) {
    try {
      while (out.readLine() != null) {
        // its log is of no interest here
      }
    } catch (IOException e) {
      // it is gone
    }
  }

  int port() {
    return port;
  }

  /** What its first tenant may do. */
  Api api() {
    return new Api(port, token);
  }

  Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Of its memory, in MiB: {@code VmRSS} now or {@code VmHWM} at its highest. */
  long memoryMiB(String which) throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(which)) {
        return Long.parseLong(line.replaceAll("\\D+", "")) / 1_024;
      }
    }
    return 0;
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
