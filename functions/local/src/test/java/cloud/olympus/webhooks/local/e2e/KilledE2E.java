package cloud.olympus.webhooks.local.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.http.Arrivals;
import cloud.olympus.webhooks.testkit.http.Publishers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at random moments, on a real disk. */
class KilledE2E {

  /** {@code mvn verify -Drounds=20} does as many as you like. */
  private static final int ROUNDS = Integer.getInteger("rounds", 5);

  /** On the disk of the build: a temporary directory may lie in memory. */
  @TempDir(factory = OnBuildDisk.class)
  Path folder;

  @Test
  void whatWasAcceptedArrivesAndNothingComesAgainOnceItsSuccessWasRecorded() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    Path data = folder.resolve("data");
    Set<String> accepted = new HashSet<>();
    Map<String, Integer> settled = new HashMap<>();
    try (var arrivals = new Arrivals()) {
      try (var first = RunningProgram.start(data)) {
        first.subscribe(arrivals.url("/killed"), "order.created");
      }
      for (int round = 0; round < ROUNDS; round++) {
        String prefix = "round-" + round + '-';
        var program = RunningProgram.start(data);
        var crowd =
            new Publishers(
                program,
                Integer.MAX_VALUE,
                n -> RunningProgram.event(prefix + n, "order.created", Map.of("n", n)));
        int moment = 1 + random.nextInt(1_000);
        RunningProgram.await(
            moment + " events were accepted", () -> crowd.accepted().size() >= moment);
        program.kill();
        crowd.stop();
        crowd.accepted().forEach(n -> accepted.add(prefix + n));
        // What came until now, and was on the disk as a success: it may never come again.
        recordedSuccesses(data).forEach(id -> settled.putIfAbsent(id, arrivals.of(id)));
      }
      try (var last = RunningProgram.start(data)) {
        RunningProgram.await(
            "everything that was accepted has arrived",
            () -> accepted.stream().allMatch(id -> arrivals.of(id) > 0));
        RunningProgram.await(
            "nothing is under way",
            () -> last.all("/v1/webhooks").size() == 1 && pending(last) == 0);
      }
      var after = arrivals.snapshot();
      settled.forEach(
          (id, before) ->
              assertEquals(before, after.get(id), id + " came again, with seed " + seed));
      assertTrue(settled.size() > ROUNDS, "recorded before a kill: " + settled.size());
      System.out.printf(
          "kill -9 in %d rounds (seed %d): %d accepted, 0 lost, %d recorded before a kill, %d came"
              + " more than once because their answer was not recorded yet%n",
          ROUNDS, seed, accepted.size(), settled.size(), arrivals.repeats());
    }
  }

  private static int pending(RunningProgram program) {
    String webhook = program.all("/v1/webhooks").getFirst().get("id").getAsString();
    return program.all("/v1/webhooks/" + webhook + "/deliveries?state=pending").size();
  }

  /** Read from a copy, so that the program finds its files as it left them. */
  private Set<String> recordedSuccesses(Path data) throws IOException, SQLException {
    Path copy = Files.createTempDirectory(folder, "copy");
    for (var name : new String[] {"webhooks.db", "webhooks.db-wal"}) {
      Files.copy(data.resolve(name), copy.resolve(name));
    }
    Set<String> ids = new HashSet<>();
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + copy.resolve("webhooks.db"));
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT id FROM events WHERE claim IS NULL AND deliveries LIKE '%,delivered,%'")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }
}
