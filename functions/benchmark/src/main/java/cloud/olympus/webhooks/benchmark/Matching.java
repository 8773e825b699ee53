package cloud.olympus.webhooks.benchmark;

import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.local.DevelopmentKeys;
import cloud.olympus.webhooks.local.store.CannotOpen;
import cloud.olympus.webhooks.local.store.Database;
import cloud.olympus.webhooks.local.store.SqliteSubscriptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What it costs to find who wants an event, by how many subscriptions there are that do not: by the
 * store's own code in this process, since whoever publishes would notice nothing of it. All of them
 * in turn, many times over: what a machine does meanwhile meets all alike.
 */
record Matching(Path command, Path disk) {

  private static final int LOOKS = 200_000;
  private static final int ROUNDS = 41;
  private static final String TENANT = DevelopmentKeys.TENANT;

  void run() throws IOException, InterruptedException {
    List<Case> cases = new ArrayList<>();
    try {
      cases.add(open("alone", 0, "", ""));
      for (int others : new int[] {1, 1_000, 1_000_000}) {
        cases.add(
            open("beside %,d of other tenants".formatted(others), others, "'other-' || i", "body"));
      }
      String places = "replace(body, 'loc-0', 'place-' || i)";
      cases.add(
          open("beside 100,000 of its tenant, of as many locations", 100_000, "tenant", places));
      for (int round = 0; round < ROUNDS; round++) {
        for (var one : cases) {
          one.measure();
        }
      }
      double alone = cases.getFirst().median();
      for (var one : cases) {
        Benchmark.row(
            "matching, " + one.name,
            "%.0f ns, %+.0f %%; %.1f ms the first time"
                .formatted(one.median(), (one.median() / alone - 1) * 100, one.coldMillis));
      }
    } finally {
      for (var one : cases) {
        one.close();
      }
    }
  }

  private Case open(String name, int others, String tenant, String body)
      throws IOException, InterruptedException {
    Path data = disk.resolve("matching-" + others + tenant.length());
    try (var program = Program.start(command, data)) {
      program
          .api()
          .subscribe(
              "{\"url\":\"http://127.0.0.1:9/\",\"events\":[\"order.*\"],\"locations\":[\"loc-0\"]}");
    }
    if (others > 0) {
      FullFile.subscribe(data, others, tenant, body);
    }
    try {
      return new Case(name, data);
    } catch (CannotOpen e) {
      throw new IOException(e);
    }
  }

  private static final class Case {
    private final String name;
    private final Path data;
    private final Database database;
    private final SqliteSubscriptions subscriptions;
    private final double coldMillis;
    private final List<Double> nanos = new ArrayList<>();

    Case(String name, Path data) throws CannotOpen {
      this.name = name;
      this.data = data;
      this.database = Database.open(FullFile.database(data));
      this.subscriptions = new SqliteSubscriptions(database);
      long start = System.nanoTime();
      int wanted = look(subscriptions, 1);
      this.coldMillis = (System.nanoTime() - start) / 1e6;
      if (wanted != 1) {
        throw new IllegalStateException(wanted + " want it");
      }
    }

    void measure() {
      long start = System.nanoTime();
      look(subscriptions, LOOKS);
      nanos.add((System.nanoTime() - start) / (double) LOOKS);
    }

    double median() {
      return nanos.stream().sorted().toList().get(nanos.size() / 2);
    }

    void close() throws IOException {
      database.close();
      Benchmark.delete(data);
    }
  }

  /** How many want an event, all times together. */
  private static int look(SqliteSubscriptions subscriptions, int times) {
    var event =
        new Event(
            TENANT,
            "evt",
            "order.created",
            Event.DEFAULT_SOURCE,
            "loc-0",
            "2026-02-19T15:30:00Z",
            "{}",
            null,
            null,
            false,
            null);
    int wanted = 0;
    for (int i = 0; i < times; i++) {
      for (var one : subscriptions.routes(TENANT, "loc-0").subscriptions()) {
        wanted += one.wants(event) ? 1 : 0;
      }
    }
    return wanted;
  }
}
