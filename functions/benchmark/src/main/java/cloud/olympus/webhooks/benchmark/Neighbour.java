package cloud.olympus.webhooks.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A tenant that publishes, and its endpoint, in a process of its own: all that it takes from the
 * others it takes through the program, and none of it from what measures them.
 */
final class Neighbour implements AutoCloseable {

  private static final int CONNECTIONS = 16;

  private final Process process;

  private Neighbour(Process process) {
    this.process = process;
  }

  /** Starts one, whose endpoint answers each post with a status, after a time. */
  static Neighbour start(Api tenant, String type, String status, long afterMillis)
      throws IOException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // As little as can be beside what it asks of the program.
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Neighbour.class.getName(),
                String.valueOf(tenant.port()),
                tenant.token(),
                type,
                status,
                String.valueOf(afterMillis))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.getInputStream().read() < 0) {
      throw new IOException("the neighbour did not start");
    }
    return new Neighbour(process);
  }

  /** From now on, so many events at so many a second. */
  void publish(int events, int perSecond) throws IOException {
    tell(events + " " + perSecond);
  }

  /** From now on, so many events as fast as its connections carry them. */
  void publish(int events) throws IOException {
    tell(String.valueOf(events));
  }

  private void tell(String line) throws IOException {
    OutputStream out = process.getOutputStream();
    out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  /**
   * {@code Neighbour <port> <token> <type> <status> <afterMillis>}; what to publish comes by lines.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var tenant = new Api(Integer.parseInt(arguments[0]), arguments[1]);
    String type = arguments[2];
    var receiver = new Receiver(arguments[3], Long.parseLong(arguments[4]));
    Benchmark.subscribe(tenant, type, receiver.url("/neighbour"), null);
    var publisher = new Publisher(tenant.port(), type, 10, List.of(tenant.token()));
    System.out.println("ready");
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      var numbers = Stream.of(line.split(" ")).map(Integer::parseInt).toList();
      if (numbers.size() == 1) {
        publisher.asFastAsPossible(numbers.getFirst(), CONNECTIONS);
      } else {
        publisher.atRate(numbers.getFirst(), numbers.getLast(), CONNECTIONS);
      }
    }
    System.exit(0);
  }
}
