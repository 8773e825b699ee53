package cloud.olympus.webhooks.local.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.http.Arrivals;
import cloud.olympus.webhooks.testkit.http.Publishers;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or read-only, files that are damaged. */
class DiskE2E {

  @TempDir(factory = OnBuildDisk.class)
  Path folder;

  @Test
  void aFullDiskRefusesWhatItCannotKeepAndGoesOnWhenThereIsRoom() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    String large = "x".repeat(20_000);
    try (var arrivals = new Arrivals();
        var program = RunningProgram.start(data, Mount.small(data, 12 * 1024, 8 * 1024))) {
      program.subscribe(arrivals.url("/full"), "order.created");
      Set<String> accepted = new HashSet<>();
      var crowd =
          new Publishers(
              program,
              5_000,
              n -> RunningProgram.event("full-" + n, "order.created", Map.of("notes", large)));
      RunningProgram.await("something is refused", () -> crowd.answered(503) > 0);
      crowd.stop();
      crowd.accepted().forEach(n -> accepted.add("full-" + n));
      var refused =
          program.post(
              "/v1/events",
              RunningProgram.event("refused", "order.created", Map.of("notes", large)));
      assertEquals(503, refused.statusCode());
      assertTrue(refused.headers().firstValue("retry-after").isPresent());
      assertTrue(refused.body().contains("/problems/unavailable"), refused.body());
      assertTrue(program.isAlive());

      Files.delete(Mount.seenBy(program.pid(), data.resolve("ballast")));
      RunningProgram.await(
          "it accepts again",
          () ->
              program
                      .post("/v1/events", RunningProgram.event("after", "order.created", Map.of()))
                      .statusCode()
                  == 202);
      accepted.add("after");
      RunningProgram.await(
          "everything that was accepted has arrived",
          // What failed again and again while the disk was full waits for a minute and longer.
          Duration.ofMinutes(5),
          () -> accepted.stream().allMatch(id -> arrivals.of(id) > 0));
      assertEquals(accepted.size(), arrivals.events(), "what was refused never came");
    }
  }

  @Test
  void aReadOnlyDirectoryIsToldAndLeftAsItIs() throws Exception {
    Path data = folder.resolve("data");
    RunningProgram.start(data).close();
    byte[] before = Files.readAllBytes(data.resolve("webhooks.db"));
    var ended = RunningProgram.startInVain(data, Mount.readOnly(data));
    assertEquals(1, ended.code(), ended.said());
    assertTrue(ended.said().contains("webhooks.db"), ended.said());
    assertTrue(ended.said().contains("cannot be written"), ended.said());
    assertEquals(1, ended.said().strip().lines().count(), ended.said());
    assertArrayEquals(before, Files.readAllBytes(data.resolve("webhooks.db")));
  }

  @Test
  void aFileThatIsNoDatabaseIsToldAndLeftAsItIs() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    byte[] before = "Not a database, but a letter of some length.".repeat(100).getBytes(UTF_8);
    Files.write(data.resolve("webhooks.db"), before);
    var ended = RunningProgram.startInVain(data, java.util.List.of());
    assertEquals(1, ended.code(), ended.said());
    assertTrue(ended.said().contains("is damaged or not a file of this program"), ended.said());
    assertEquals(1, ended.said().strip().lines().count(), ended.said());
    assertArrayEquals(before, Files.readAllBytes(data.resolve("webhooks.db")));
  }

  @Test
  void aFileThatWasCutShortIsToldAndLeftAsItIs() throws Exception {
    Path data = folder.resolve("data");
    try (var program = RunningProgram.start(data)) {
      for (int i = 0; i < 20; i++) {
        program.post("/v1/events", RunningProgram.event("e" + i, "order.created", Map.of()));
      }
    }
    Path file = data.resolve("webhooks.db");
    try (var access = new RandomAccessFile(file.toFile(), "rw")) {
      access.setLength(access.length() - 10_000);
    }
    byte[] before = Files.readAllBytes(file);
    var ended = RunningProgram.startInVain(data, java.util.List.of());
    assertEquals(1, ended.code(), ended.said());
    assertTrue(ended.said().contains("is damaged or not a file of this program"), ended.said());
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void aPageThatIsDamagedRefusesWhatNeedsItAndNothingElse() throws Exception {
    Path data = folder.resolve("data");
    Path file = data.resolve("webhooks.db");
    try (var program = RunningProgram.start(data)) {
      for (int i = 0; i < 200; i++) {
        program.post("/v1/events", RunningProgram.event("e" + i, "order.created", Map.of()));
      }
      RunningProgram.await("all are in the log", () -> program.all("/v1/events").size() == 200);
    }
    overwriteTableRoot(file, "events");
    try (var program = RunningProgram.start(data)) {
      var refused = program.get("/v1/events");
      assertEquals(503, refused.statusCode(), refused.body());
      assertEquals(200, program.get("/v1/webhooks").statusCode());
      assertTrue(program.isAlive());
    }
  }

  private static void overwriteTableRoot(Path file, String table) throws Exception {
    int page;
    int size;
    try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      size = statement.executeQuery("PRAGMA page_size").getInt(1);
      page =
          statement
              .executeQuery("SELECT rootpage FROM sqlite_master WHERE name = '" + table + "'")
              .getInt(1);
    }
    try (var access = new RandomAccessFile(file.toFile(), "rw")) {
      access.seek((page - 1L) * size);
      access.write(new byte[size]);
    }
  }
}
