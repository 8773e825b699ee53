package cloud.olympus.webhooks.benchmark;

import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.local.DevelopmentKeys;
import cloud.olympus.webhooks.local.store.CannotOpen;
import cloud.olympus.webhooks.local.store.Database;
import cloud.olympus.webhooks.local.store.SqliteSubscriptions;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What it costs to find who wants an event, by how many subscriptions there are that do not: by the
 * store's own code in this process, since whoever publishes would notice nothing of it.
 */
record Matching(Path command, Path disk) {

  private static final int LOOKS = 2_000_000;
  private static final String TENANT = DevelopmentKeys.TENANT;

  void run() throws IOException, InterruptedException {
    measure("warm-up", 0, "", "");
    measure("alone", 0, "", "");
    measure("beside 1,000 of other tenants", 1_000, "'other-' || i", "body");
    measure("beside 1,000,000 of other tenants", 1_000_000, "'other-' || i", "body");
    measure(
        "beside 100,000 of its tenant, of as many locations",
        100_000,
        "tenant",
        "replace(body, 'loc-0', 'place-' || i)");
    measure("alone, again", 0, "", "");
  }

  private void measure(String name, int others, String tenant, String body)
      throws IOException, InterruptedException {
    Path data = disk.resolve("matching");
    try (var program = Program.start(command, data)) {
      program
          .api()
          .subscribe(
              "{\"url\":\"http://127.0.0.1:9/\",\"events\":[\"order.*\"],\"locations\":[\"loc-0\"]}");
    }
    if (others > 0) {
      FullFile.subscribe(data, others, tenant, body);
    }
    try (var database = Database.open(FullFile.database(data))) {
      var subscriptions = new SqliteSubscriptions(database);
      long start = System.nanoTime();
      int first = look(subscriptions, 1);
      double cold = (System.nanoTime() - start) / 1e6;
      if (first != 1) {
        throw new IllegalStateException(first + " want it");
      }
      look(subscriptions, LOOKS);
      start = System.nanoTime();
      look(subscriptions, LOOKS);
      Benchmark.row(
          "matching, " + name,
          "%.0f ns; %.1f ms the first time"
              .formatted((System.nanoTime() - start) / (double) LOOKS, cold));
    } catch (CannotOpen e) {
      throw new IOException(e);
    }
    Benchmark.delete(data);
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
