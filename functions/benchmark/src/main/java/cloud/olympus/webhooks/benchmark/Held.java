package cloud.olympus.webhooks.benchmark;

import java.io.IOException;
import java.nio.file.Path;

/** How soon what was held is there, what others notice of it, and what it costs while it waits. */
final class Held {

  private static final String TYPE = "order.created";
  private static final String OTHER = "order.updated";
  private static final int MANY = 100_000;
  private static final int MORE = 1_000_000;

  private final Path command;
  private final Path disk;
  private final Receiver receiver;

  Held(Path command, Path disk, Receiver receiver) {
    this.command = command;
    this.disk = disk;
    this.receiver = receiver;
  }

  void run() throws IOException, InterruptedException {
    drain();
    wait(MORE);
  }

  private void drain() throws IOException, InterruptedException {
    Path data = disk.resolve("held");
    try (var program = Program.start(command, data);
        var well = new Receiver()) {
      String held = subscribe(program, TYPE, receiver.url("/held"));
      subscribe(program, OTHER, well.url("/well"));
      beside(program, well, "warm-up");
      beside(program, well, "alone");
      program.change(held, "{\"status\":\"paused\"}");
      new Publisher(program, TYPE, 10).asFastAsPossible(MANY, 64);
      Benchmark.row("memory with 100,000 held", program.memoryMiB("VmRSS") + " MiB");
      var round = receiver.expect(MANY, 1);
      long start = System.nanoTime();
      double cpu = program.cpu().toMillis();
      program.change(held, "{\"status\":\"active\"}");
      beside(program, well, "while they drain");
      boolean all = round.await(600);
      double seconds = (round.lastNanos() - start) / 1e9;
      Benchmark.row(
          "100,000 held events: drained",
          "%,.0f/s, %.3f ms of the program's CPU each%s, %d repeats"
              .formatted(
                  round.arrivals() / seconds,
                  (program.cpu().toMillis() - cpu) / MANY,
                  all ? "" : " NOT ALL",
                  round.repeats()));
      Benchmark.row("memory at its highest then", program.memoryMiB("VmHWM") + " MiB");
    }
    Benchmark.delete(data);
  }

  private void wait(int events) throws IOException, InterruptedException {
    Path data = disk.resolve("held");
    String held;
    try (var program = Program.start(command, data)) {
      held = subscribe(program, TYPE, receiver.url("/held"));
      program.change(held, "{\"status\":\"paused\"}");
      Benchmark.publishOne(program);
      // It is claimed and recorded a moment after it was accepted.
      Thread.sleep(2_000);
    }
    FullFile.hold(data, events);
    Benchmark.row("file with 1,000,000 held", FullFile.mebibytes(data) + " MiB");
    try (var program = Program.start(command, data)) {
      Benchmark.row("memory with 1,000,000 held, at rest", program.memoryMiB("VmRSS") + " MiB");
      var round = receiver.expect(1, 1);
      long start = System.nanoTime();
      program.change(held, "{\"status\":\"active\"}");
      Thread.sleep(30_000);
      double seconds = (System.nanoTime() - start) / 1e9;
      Benchmark.row(
          "memory at its highest after half a minute of draining them",
          "%d MiB, %,.0f/s"
              .formatted(
                  program.memoryMiB("VmHWM"), (round.arrivals() + round.repeats()) / seconds));
    }
    Benchmark.delete(data);
  }

  private static String subscribe(Program program, String type, String url)
      throws IOException, InterruptedException {
    return program.subscribe(
        program.token(), "{\"url\":\"" + url + "\",\"events\":[\"" + type + "\"]}");
  }

  private static void beside(Program program, Receiver well, String name)
      throws InterruptedException {
    var round = well.expect(2_000, 1);
    new Publisher(program, OTHER, 10).atRate(2_000, 100, 16);
    boolean all = round.await(60);
    Benchmark.row(
        "another endpoint at 100/s, " + name,
        "%s%s".formatted(round.latencies(), all ? "" : " NOT ALL"));
  }
}
