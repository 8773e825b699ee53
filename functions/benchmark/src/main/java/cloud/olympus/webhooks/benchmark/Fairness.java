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
 * 192 events a second between them.
 */
record Fairness(Path command, Path disk, Receiver receiver) {

  private static final int WELL = 48;
  private static final int RATE = 192;
  private static final int EVENTS = 15 * RATE;
  private static final String TYPE = "order.created";

  void run() throws IOException, InterruptedException {
    Path data = disk.resolve("fairness");
    try (var program = Program.start(command, data);
        var hanging = new Receiver("200 OK", 15_000);
        var failing = new Receiver("500 Internal Server Error", 0);
        var other = new Receiver()) {
      var keys = DevelopmentKeys.in(data, RandomGenerator.getDefault());
      List<String> well = new ArrayList<>();
      for (int i = 0; i < WELL; i++) {
        well.add(tenant(program, keys, "well-" + i, receiver.url("/well/" + i)));
      }
      String hangs = tenant(program, keys, "hangs", hanging.url("/hangs"));
      String fails = tenant(program, keys, "fails", failing.url("/fails"));
      String many = tenant(program, keys, "many", other.url("/many"));
      var good = new Publisher(program, TYPE, 10, well);
      measure(good, "warm-up", () -> {});
      measure(good, "alone", () -> {});
      measure(
          good,
          "beside one that hangs and one that fails, 4/s each",
          () -> {
            atRate(program, hangs, 4);
            atRate(program, fails, 4);
          });
      measure(good, "beside one that hangs, 25/s", () -> atRate(program, hangs, 25));
      measure(good, "beside one that hangs, 200/s", () -> atRate(program, hangs, 200));
      measure(
          good,
          "beside a tenant that publishes 20,000 at once",
          () ->
              beside(
                  () ->
                      new Publisher(program, TYPE, 10, List.of(many))
                          .asFastAsPossible(20_000, 16)));
      measure(good, "alone again", () -> {});
    }
    Benchmark.delete(data);
  }

  private static String tenant(Program program, DevelopmentKeys keys, String name, String url)
      throws IOException, InterruptedException {
    String token = keys.token(name, Instant.now());
    program.subscribe(token, "{\"url\":\"" + url + "\",\"events\":[\"" + TYPE + "\"]}");
    return token;
  }

  private static void atRate(Program program, String token, int perSecond) {
    beside(
        () ->
            new Publisher(program, TYPE, 10, List.of(token))
                .atRate(EVENTS / RATE * perSecond, perSecond, 16));
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private static void beside(Work work) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void measure(Publisher good, String name, Runnable neighbours)
      throws InterruptedException {
    neighbours.run();
    good.measure(receiver, EVENTS, RATE, "48 endpoints at 192/s, " + name);
  }
}
