package cloud.olympus.webhooks.local.e2e;

import cloud.olympus.webhooks.testkit.http.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The program as the README starts it, on a data directory and a free port. */
final class RunningProgram extends ApiClient {

  static final Path COMMAND =
      Path.of("target/olympus-webhooks/bin/olympus-webhooks").toAbsolutePath();

  private static final Pattern READY = Pattern.compile("ready: (http://localhost:\\d+)");
  private static final Pattern TOKEN = Pattern.compile("export TOKEN=(\\S+)");

  private final Process process;
  private final Path output;

  private RunningProgram(Process process, Path output, String base, String token) {
    super(base, token);
    this.process = process;
    this.output = output;
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

  /** Runs the command with these arguments and variables alone, until it ends. */
  static Ended run(Map<String, String> environment, String... arguments) throws IOException {
    Path output = Files.createTempFile("olympus-e2e", ".log");
    List<String> command = new ArrayList<>(List.of(COMMAND.toString()));
    command.addAll(List.of(arguments));
    var builder = builder(command, output);
    builder.environment().putAll(environment);
    Process process = builder.start();
    await("the program has ended", () -> !process.isAlive());
    return new Ended(process.exitValue(), read(output));
  }

  record Ended(int code, String said) {}

  private static Process launch(Path data, List<String> before, Path output) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(COMMAND.toString(), "--port=0", "--data-dir=" + data, "--log=json", "--quiet"));
    return builder(command, output).start();
  }

  static ProcessBuilder builder(List<String> command, Path output) {
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("WEBHOOKS_"));
    return builder;
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
    super.close();
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
}
