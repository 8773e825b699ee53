package cloud.olympus.webhooks.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How soon what was held is there, what others notice of it, and what it costs while it waits. */
record Held(Path command, Path disk, Receiver receiver) {

  private static final String TYPE = "order.created";
  private static final String OTHER = "order.updated";
  private static final int MANY = 100_000;
  private static final int MORE = 1_000_000;
  private static final Duration A_WHILE = Duration.ofSeconds(30);

  void run() throws IOException, InterruptedException {
    drain();
    keep();
  }

  private void drain() throws IOException, InterruptedException {
    Path data = disk.resolve("held");
    try (var program = Program.start(command, data);
        var well = new Receiver()) {
      String held = Benchmark.subscribe(program.api(), TYPE, receiver.url("/held"), null);
      Benchmark.subscribe(program.api(), OTHER, well.url("/well"), null);
      beside(program, well, "warm-up");
      beside(program, well, "alone");
      program.api().change(held, "{\"status\":\"paused\"}");
      new Publisher(program, TYPE, 10).asFastAsPossible(MANY, 64);
      Benchmark.row("memory with 100,000 held", program.memoryMiB("VmRSS") + " MiB");
      var round = receiver.expect(MANY, 1);
      long start = System.nanoTime();
      double cpu = program.cpu().toMillis();
      program.api().change(held, "{\"status\":\"active\"}");
      beside(program, well, "while they drain");
      boolean all = round.await(600);
      double seconds = (round.lastNanos() - start) / 1e9;
      Benchmark.row(
          "100,000 held events: drained",
          "%,.0f/s, %.3f ms of the program's CPU each%s, %d repeats, at most %d places from its own"
              .formatted(
                  round.arrivals() / seconds,
                  (program.cpu().toMillis() - cpu) / MANY,
                  all ? "" : " NOT ALL",
                  round.repeats(),
                  round.displaced()));
      Benchmark.row("memory at its highest then", program.memoryMiB("VmHWM") + " MiB");
    }
    Benchmark.delete(data);
  }

  private void keep() throws IOException, InterruptedException {
    Path data = disk.resolve("held");
    String held;
    try (var program = Program.start(command, data)) {
      held = Benchmark.subscribe(program.api(), TYPE, receiver.url("/held"), null);
      program.api().change(held, "{\"status\":\"paused\"}");
      Benchmark.publishOne(program);
      while (program.api().deliveries(held, "held") == 0) {
        LockSupport.parkNanos(1_000_000);
      }
    }
    FullFile.hold(data, MORE);
    Benchmark.row("file with 1,000,000 held", FullFile.mebibytes(data) + " MiB");
    try (var program = Program.start(command, data)) {
      Benchmark.row("memory with 1,000,000 held, at rest", program.memoryMiB("VmRSS") + " MiB");
      var round = receiver.expect(1, 1);
      long start = System.nanoTime();
      program.api().change(held, "{\"status\":\"active\"}");
      // What is measured is what has happened by then.
      Thread.sleep(A_WHILE);
      double seconds = (System.nanoTime() - start) / 1e9;
      Benchmark.row(
          "memory at its highest after half a minute of draining them",
          "%d MiB, %,.0f/s"
              .formatted(
                  program.memoryMiB("VmHWM"), (round.arrivals() + round.repeats()) / seconds));
    }
    Benchmark.delete(data);
  }

  private static void beside(Program program, Receiver well, String name)
      throws InterruptedException {
    new Publisher(program, OTHER, 10)
        .measure(well, 2_000, 100, "another endpoint at 100/s, " + name);
  }
}
