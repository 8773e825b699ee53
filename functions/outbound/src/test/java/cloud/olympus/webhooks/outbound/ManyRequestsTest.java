package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.lane.LaneKey;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManyRequestsTest {

  private static final int HANGING = 500;
  private static final int QUICK = 2_000;

  @Test
  void hangingRequestsHoldNoOthersAndAnInterruptEndsThemAll() throws Exception {
    var hanging = new CountDownLatch(HANGING);
    try (var quick = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var hung =
            new RawServer(
                connection -> {
                  connection.readRequest();
                  hanging.countDown();
                  connection.hang();
                });
        var sender = Senders.local();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var stuck = new ArrayList<Future<Answer>>();
      for (int i = 0; i < HANGING; i++) {
        stuck.add(
            threads.submit(
                () ->
                    sender.send(
                        Senders.post(hung.url()), new LaneKey("acme", "wh_bad"), Senders.LONG)));
      }
      assertTrue(hanging.await(9, TimeUnit.SECONDS));

      for (int i = 0; i < QUICK; i++) {
        assertInstanceOf(Answer.Answered.class, Senders.send(sender, quick.url(), Senders.LONG));
      }
      assertEquals(HANGING, sender.inFlight());
      assertEquals(1, quick.connections());

      sender.interruptAll();
      for (var each : stuck) {
        assertEquals(
            Failure.INTERRUPTED, assertInstanceOf(Answer.Failed.class, each.get()).failure());
      }
      assertEquals(0, sender.inFlight());
      assertInstanceOf(Answer.Answered.class, Senders.send(sender, quick.url(), Senders.LONG));
    }
  }

  @Test
  void manyDeadlinesAtOnceAllHold() throws Exception {
    try (var hung = new RawServer(RawServer.Connection::hang);
        var sender = Senders.local();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var stuck = new ArrayList<Future<Answer>>();
      for (int i = 0; i < 200; i++) {
        var deadline = Senders.SHORT.plusMillis(i % 10 * 20L);
        stuck.add(threads.submit(() -> Senders.send(sender, hung.url(), deadline)));
      }
      for (var each : stuck) {
        assertEquals(Failure.TIMEOUT, assertInstanceOf(Answer.Failed.class, each.get()).failure());
      }
      assertEquals(0, sender.inFlight());
    }
  }
}
