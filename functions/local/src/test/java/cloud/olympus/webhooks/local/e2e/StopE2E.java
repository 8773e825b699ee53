package cloud.olympus.webhooks.local.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.http.ReceivingServer;
import cloud.olympus.webhooks.testkit.http.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM. */
class StopE2E {

  private static final int SIGTERM = 128 + 15;

  @TempDir(factory = OnBuildDisk.class)
  Path folder;

  @Test
  void whatIsInFlightIsFinishedAndRecorded() throws Exception {
    Path data = folder.resolve("data");
    var answer = new CountDownLatch(1);
    try (var receiver = new ReceivingServer()) {
      receiver.always(new Reply.After(answer, Reply.status(204)));
      var program = RunningProgram.start(data);
      program.subscribe(receiver.url("/slow"), "order.created");
      assertEquals(202, publish(program, "e1"));
      receiver.awaitRequests(1);

      program.terminate();
      RunningProgram.await("it takes nothing new", () -> refuses(program));
      assertTrue(program.isAlive(), "it waits for the answer");
      answer.countDown();
      assertEquals(SIGTERM, program.awaitEnd(), program.said());

      try (var again = RunningProgram.start(data)) {
        var event = again.get("/v1/events/e1").body();
        assertTrue(event.contains("\"state\":\"delivered\""), event);
      }
      assertEquals(1, receiver.requests().size(), "not sent again");
    }
  }

  /** It ends by itself: a receiver that never answers has 15 s, and the whole stop 25. */
  @Test
  @Timeout(120)
  void aReceiverThatHangsCannotHoldItForLong() throws Exception {
    Path data = folder.resolve("data");
    try (var receiver = new ReceivingServer()) {
      receiver.always(new Reply.Hang());
      var program = RunningProgram.start(data);
      var id = program.subscribe(receiver.url("/hangs"), "order.created");
      assertEquals(202, publish(program, "e1"));
      var test =
          CompletableFuture.supplyAsync(
              () -> program.post("/v1/webhooks/" + id + "/test", "{}").body());
      receiver.awaitRequests(2);
      long start = System.nanoTime();
      program.terminate();
      assertEquals(SIGTERM, program.awaitEnd(), program.said());
      assertTrue(test.join().contains("\"timeout\""), "whoever waits gets an answer");
      assertFalse(program.said().contains("Exception"), program.said());
      var took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.toSeconds() <= 25, "stopped after " + took);

      receiver.always(Reply.status(204));
      try (var again = RunningProgram.start(data)) {
        RunningProgram.await(
            "the delivery goes on",
            () -> again.get("/v1/events/e1").body().contains("\"state\":\"delivered\""));
      }
    }
  }

  private static int publish(RunningProgram program, String id) {
    return program
        .post("/v1/events", RunningProgram.event(id, "order.created", Map.of()))
        .statusCode();
  }

  /** Asked with an event that nobody wants: until the signal has arrived it is still taken. */
  private static boolean refuses(RunningProgram program) {
    try {
      return program
              .trySend(
                  "POST", "/v1/events", RunningProgram.event("late", "payment.captured", Map.of()))
              .statusCode()
          == 503;
    } catch (java.io.IOException e) {
      return true;
    }
  }
}
