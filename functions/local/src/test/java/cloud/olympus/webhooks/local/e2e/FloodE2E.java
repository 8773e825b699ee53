package cloud.olympus.webhooks.local.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.http.Arrivals;
import cloud.olympus.webhooks.testkit.http.Publishers;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many at once, and the same many times. */
class FloodE2E {

  /** {@code mvn verify -Dflood=100000} sends as many as you like. */
  private static final int FLOOD = Integer.getInteger("flood", 25_000);

  @TempDir(factory = OnBuildDisk.class)
  Path folder;

  @Test
  void theSameEventAThousandTimesAtOnceIsDeliveredOnceToEachSubscription() throws Exception {
    try (var till = new Arrivals();
        var kitchen = new Arrivals();
        var program = RunningProgram.start(folder.resolve("data"))) {
      program.subscribe(till.url("/till"), "order.created");
      program.subscribe(kitchen.url("/kitchen"), "order.*");
      String same = RunningProgram.event("same", "order.created", Map.of("total", 25));
      var crowd = new Publishers(program, 1_000, _ -> same);
      crowd.await();
      assertEquals(1_000, crowd.answered(202));
      program.post("/v1/events", RunningProgram.event("last", "order.created", Map.of()));
      RunningProgram.await(
          "the event behind all of them has arrived",
          () -> till.of("last") == 1 && kitchen.of("last") == 1);
      assertEquals(Map.of("same", 1, "last", 1), till.snapshot());
      assertEquals(Map.of("same", 1, "last", 1), kitchen.snapshot());
      assertEquals(List.of(), program.all("/v1/dead-letters"));

      String other = RunningProgram.event("same", "order.created", Map.of("total", 26));
      assertEquals(202, program.post("/v1/events", other).statusCode());
      RunningProgram.await(
          "the other content is a dead letter", () -> !program.all("/v1/dead-letters").isEmpty());
      var letter = program.all("/v1/dead-letters").getFirst();
      assertEquals("id_conflict", letter.get("reason").getAsString());
      assertEquals("same", letter.get("event_id").getAsString());
      assertEquals(1, till.of("same"));
    }
  }

  @Test
  void noEventOfAWellEndpointWaitsForTheManyOfADeadOne() throws Exception {
    try (var well = new Arrivals();
        var program = RunningProgram.start(folder.resolve("data"))) {
      program.subscribe(well.url("/well"), "order.completed");
      for (int i = 0; i < 100; i++) {
        publishAndSee(program, well, "before-" + i);
      }
      long threads = program.threads();
      String dead =
          program.subscribe("http://127.0.0.1:" + portThatRefuses() + "/dead", "order.created");
      var crowd =
          new Publishers(
              program, FLOOD, n -> RunningProgram.event("dead-" + n, "order.created", Map.of()));
      for (int i = 0; i < 100; i++) {
        publishAndSee(program, well, "during-" + i);
      }
      crowd.await();
      assertEquals(FLOOD, crowd.answered(202));
      for (int i = 0; i < 100; i++) {
        publishAndSee(program, well, "after-" + i);
      }
      assertEquals(0, well.repeats());
      assertTrue(
          program.threads() <= threads + 16,
          "threads of the system: " + threads + ", then " + program.threads());
      assertTrue(
          !program
              .get("/v1/webhooks/" + dead + "/deliveries?state=pending&state=held&limit=1")
              .body()
              .contains("\"data\":[]"),
          "the dead one's are kept");
    }
  }

  private static void publishAndSee(RunningProgram program, Arrivals arrivals, String id) {
    assertEquals(
        202,
        program
            .post("/v1/events", RunningProgram.event(id, "order.completed", Map.of()))
            .statusCode());
    RunningProgram.await(id + " has arrived", () -> arrivals.of(id) == 1);
  }

  private static int portThatRefuses() throws IOException {
    try (var closed = new ServerSocket(0)) {
      return closed.getLocalPort();
    }
  }
}
