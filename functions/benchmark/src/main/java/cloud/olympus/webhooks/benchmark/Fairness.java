package cloud.olympus.webhooks.benchmark;

import cloud.olympus.webhooks.local.DevelopmentKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What neighbours cost: fifty tenants with an endpoint each, forty-eight of which are well and get
 * 192 events a second between them. The neighbours are processes of their own.
 */
record Fairness(Path command, Path disk, Receiver receiver) {

  private static final int WELL = 48;
  private static final int RATE = 192;
  private static final int SECONDS = 15;
  private static final String TYPE = "order.created";

  void run() throws IOException, InterruptedException {
    Path data = disk.resolve("fairness");
    try (var program = Program.start(command, data)) {
      var keys = DevelopmentKeys.in(data, RandomGenerator.getDefault());
      List<String> well = new ArrayList<>();
      for (int i = 0; i < WELL; i++) {
        var tenant = tenant(program, keys, "well-" + i);
        Benchmark.subscribe(tenant, TYPE, receiver.url("/well/" + i), null);
        well.add(tenant.token());
      }
      var good = new Publisher(program.port(), TYPE, 10, well);
      try (var hangs = neighbour(tenant(program, keys, "hangs"), "200 OK", 15_000);
          var fails = neighbour(tenant(program, keys, "fails"), "500 Internal Server Error", 0);
          var many = neighbour(tenant(program, keys, "many"), "200 OK", 0)) {
        many.publish(5_000);
        measure(good, "warm-up");
        measure(good, "alone");
        hangs.publish(SECONDS * 4, 4);
        fails.publish(SECONDS * 4, 4);
        measure(good, "beside one that hangs and one that fails, 4/s each");
        hangs.publish(SECONDS * 25, 25);
        measure(good, "beside one that hangs, 25/s");
        hangs.publish(SECONDS * 200, 200);
        measure(good, "beside one that hangs, 200/s");
        many.publish(20_000);
        measure(good, "beside a tenant that publishes 20,000 at once");
        measure(good, "alone again");
      }
    }
    Benchmark.delete(data);
  }

  private static Api tenant(Program program, DevelopmentKeys keys, String name) {
    return new Api(program.port(), keys.token(name, Instant.now()));
  }

  private static Neighbour neighbour(Api tenant, String status, long afterMillis)
      throws IOException {
    return Neighbour.start(tenant, TYPE, status, afterMillis);
  }

  private void measure(Publisher good, String name) throws InterruptedException {
    good.measure(receiver, SECONDS * RATE, RATE, "48 endpoints at 192/s, " + name);
  }
}
