package cloud.olympus.webhooks.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the built program under load and prints a table; see docs/benchmarks.md. Takes the path of
 * the program's command and a directory on the disk to measure.
 */
public final class Benchmark {

  private static final int CONNECTIONS = 64;
  private static final String[] TYPES = {"order.created", "order.updated", "order.completed"};

  private final Path command;
  private final Path disk;
  private final Receiver receiver = new Receiver();

  private Benchmark(Path command, Path disk) throws IOException {
    this.command = command;
    this.disk = disk;
  }

  /** {@code Benchmark <command> <directory> [events [part…]]}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var benchmark = new Benchmark(Path.of(arguments[0]), Path.of(arguments[1]));
    int events = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 40_000;
    List<String> parts =
        List.of(arguments).subList(Math.min(3, arguments.length), arguments.length);
    benchmark.run(
        events,
        parts.isEmpty()
            ? List.of(
                "starts",
                "throughput",
                "rates",
                "neighbour",
                "fairness",
                "held",
                "killed",
                "million",
                "matching")
            : parts);
    System.exit(0);
  }

  private void run(int events, List<String> parts) throws IOException, InterruptedException {
    row("fsync of 4 KiB", References.fsync(disk).toString());
    References.bareLoop(receiver, 20_000);
    row(
        "bare loop of HttpClient, 64 connections",
        "%,.0f posts/s".formatted(References.bareLoop(receiver, 40_000)));
    for (var part : parts) {
      switch (part) {
        case "starts" -> starts();
        case "throughput" -> throughput(events);
        case "rates" -> rates();
        case "neighbour" -> neighbour();
        case "fairness" -> new Fairness(command, disk, receiver).run();
        case "held" -> new Held(command, disk, receiver).run();
        case "killed" -> killed();
        case "million" -> million();
        case "matching" -> new Matching(command, disk).run();
        default -> throw new IllegalArgumentException("no such part: " + part);
      }
    }
  }

  private void starts() throws IOException, InterruptedException {
    for (var what : new String[] {"fresh directory", "existing directory"}) {
      Path data = disk.resolve("start");
      long start = System.nanoTime();
      try (var program = Program.start(command, data)) {
        publishOne(program);
        row("start to first accepted event, " + what, "%.0f ms".formatted(millisSince(start)));
        row("memory when idle", "%d MiB".formatted(program.memoryMiB("VmRSS")));
      }
    }
    delete(disk.resolve("start"));
  }

  private void throughput(int events) throws IOException, InterruptedException {
    Path data = disk.resolve("throughput");
    try (var program = Program.start(command, data)) {
      for (int i = 0; i < 10; i++) {
        subscribe(program.api(), TYPES[0], receiver.url("/one/" + i), "loc-" + i);
        subscribe(program.api(), TYPES[1], receiver.url("/five/" + i), "loc-" + i % 2);
      }
      measure(program, TYPES[0], events, 1, "warm-up");
      measure(program, TYPES[0], events, 1, "fan-out 1");
      measure(program, TYPES[1], events / 2, 5, "fan-out 5");
      row("memory at its highest", "%d MiB".formatted(program.memoryMiB("VmHWM")));
    }
    delete(data);
  }

  private void measure(Program program, String type, int events, int fanOut, String name)
      throws InterruptedException {
    var round = receiver.expect(events, fanOut);
    double cpu = program.cpu().toMillis() + References.ownCpuMillis();
    double programCpu = program.cpu().toMillis();
    long start = System.nanoTime();
    var result =
        new Publisher(program, type, fanOut == 1 ? 10 : 2).asFastAsPossible(events, CONNECTIONS);
    double published = (System.nanoTime() - start) / 1e9;
    boolean all = round.await(120);
    double seconds = (round.lastNanos() - start) / 1e9;
    double spent = program.cpu().toMillis() + References.ownCpuMillis() - cpu;
    row(
        name + ": accepted",
        "%,.0f events/s (%d refused)".formatted(events / published, result.refused.get()));
    row(
        name + ": delivered",
        "%,.0f deliveries/s%s, %d repeats"
            .formatted(round.arrivals() / seconds, all ? "" : " NOT ALL", round.repeats()));
    row(
        name + ": CPU",
        "%.3f ms an event in all, %.3f of it the program's"
            .formatted(spent / events, (program.cpu().toMillis() - programCpu) / events));
  }

  private void rates() throws IOException, InterruptedException {
    Path data = disk.resolve("rates");
    try (var program = Program.start(command, data)) {
      subscribe(program.api(), TYPES[0], receiver.url("/rate"), null);
      atRate(program, TYPES[0], 4_000, 400, "warm-up");
      atRate(program, TYPES[0], 750, 50, "50/s");
      atRate(program, TYPES[0], 3_000, 200, "200/s");
    }
    delete(data);
  }

  private void atRate(Program program, String type, int events, int perSecond, String name)
      throws InterruptedException {
    new Publisher(program, type, 10)
        .measure(receiver, events, perSecond, name + ": publish to arrival");
  }

  private void neighbour() throws IOException, InterruptedException {
    Path data = disk.resolve("neighbour");
    int refusing = portThatRefuses();
    try (var program = Program.start(command, data)) {
      subscribe(program.api(), TYPES[0], receiver.url("/well"), null);
      atRate(program, TYPES[0], 4_000, 400, "warm-up");
      atRate(program, TYPES[0], 3_000, 200, "alone at 200/s");
      subscribe(program.api(), TYPES[1], "http://127.0.0.1:" + refusing + "/bad", null);
      var bad = new Publisher(program, TYPES[1], 10);
      long start = System.nanoTime();
      bad.asFastAsPossible(100_000, CONNECTIONS);
      row(
          "100,000 events for an endpoint that refuses: accepted in",
          "%.1f s".formatted(millisSince(start) / 1e3));
      atRate(program, TYPES[0], 3_000, 200, "beside it at 200/s");
      row("memory at its highest then", "%d MiB".formatted(program.memoryMiB("VmHWM")));
    }
    delete(data);
  }

  private static int portThatRefuses() throws IOException {
    try (var closed = new ServerSocket(0)) {
      return closed.getLocalPort();
    }
  }

  private void killed() throws IOException, InterruptedException {
    Path data = disk.resolve("killed");
    int events = 20_000;
    var program = Program.start(command, data);
    subscribe(program.api(), TYPES[0], receiver.url("/killed"), null);
    var round = receiver.expect(events, 1);
    var doomed = program;
    Thread.ofVirtual()
        .start(
            () -> {
              while (round.arrivals() < events / 2) {
                LockSupport.parkNanos(1_000_000);
              }
              doomed.kill();
            });
    var result = new Publisher(program, TYPES[0], 10).asFastAsPossible(events, CONNECTIONS);
    long start = System.nanoTime();
    try (var again = Program.start(command, data)) {
      double ready = millisSince(start);
      int missing = 1;
      while (missing > 0 && millisSince(start) < 60_000) {
        missing = 0;
        for (int n = 0; n < events; n++) {
          missing += result.answered[n].get() && !round.has(n) ? 1 : 0;
        }
        LockSupport.parkNanos(5_000_000);
      }
      row(
          "kill -9 at half of 20,000",
          "%d accepted, %d lost, %d repeats, ready after %.0f ms, all delivered after %.0f ms (port %d)"
              .formatted(
                  result.accepted.get(),
                  missing,
                  round.repeats(),
                  ready,
                  millisSince(start),
                  again.port()));
    }
    delete(data);
  }

  private void million() throws IOException, InterruptedException {
    Path data = disk.resolve("million");
    try (var program = Program.start(command, data)) {
      publishOne(program);
    }
    FullFile.fill(data, 1_000_000);
    row("file of a million events", "%d MiB".formatted(FullFile.mebibytes(data)));
    long start = System.nanoTime();
    try (var program = Program.start(command, data)) {
      row("start on it to ready", "%.0f ms".formatted(millisSince(start)));
      publishOne(program);
      row("start on it to first accepted event", "%.0f ms".formatted(millisSince(start)));
    }
    delete(data);
  }

  static void publishOne(Program program) throws InterruptedException {
    var result = new Publisher(program, TYPES[0], 10).asFastAsPossible(1, 1);
    if (result.accepted.get() != 1) {
      throw new IllegalStateException("the first event was not accepted");
    }
  }

  /** Subscribes to a type, of one location or of all; gives the id. */
  static String subscribe(Api tenant, String type, String url, @Nullable String location)
      throws IOException, InterruptedException {
    String locations = location == null ? "" : ",\"locations\":[\"" + location + "\"]";
    return tenant.subscribe(
        "{\"url\":\"" + url + "\",\"events\":[\"" + type + "\"]" + locations + "}");
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }

  static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      files
          .sorted(java.util.Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  static void row(String name, String value) {
    System.out.println("| " + name + " | " + value + " |");
  }
}
