package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What fails by ourselves; how the system's words are read is told in {@link FailuresTest}. */
class OwnTroubleTest {

  static Throwable[] troubles() {
    return new Throwable[] {
      new OutOfMemoryError("Java heap space"),
      new OutOfMemoryError("unable to create native thread"),
      new IllegalStateException("no trust store"),
      new StackOverflowError(),
      new NoClassDefFoundError("gone")
    };
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void anErrorOfOurOwnIsNotChargedAndNeverThrown(Throwable trouble) throws IOException {
    var guard = new AddressGuard(true, OwnHosts.NONE);
    try (var server = new RawServer(RawServer.Connection::hang);
        var resolver = new GuardedResolver(Senders.LOOPBACK, guard);
        var sender =
            new HttpSender(
                new UrlPolicy(guard, OwnHosts.NONE),
                resolver,
                guard,
                () -> {
                  throw sneaky(trouble);
                },
                System::nanoTime,
                HttpSender.AT_ONCE)) {
      var answer =
          Senders.send(
              sender, "https://shop.localhost:" + server.port() + "/", Duration.ofSeconds(5));

      var failed = assertInstanceOf(Answer.Failed.class, answer);
      assertEquals(Failure.OWN_TROUBLE, failed.failure());
      assertTrue(failed.failure().isOurs());
      assertEquals(1, failed.trip().tries());
      assertEquals(0, sender.inFlight());
    }
  }

  /** As it is: only unchecked ones are among them. */
  private static RuntimeException sneaky(Throwable trouble) {
    if (trouble instanceof Error error) {
      throw error;
    }
    return (RuntimeException) trouble;
  }

  @Test
  void aRequestThatIsInterruptedIsNotCharged() throws IOException {
    try (var server = new RawServer(RawServer.Connection::reset);
        var sender = Senders.local()) {
      Thread.currentThread().interrupt();
      var answer = Senders.send(sender, server.url(), Senders.LONG);

      assertTrue(Thread.interrupted(), "the flag was not kept");
      assertEquals(Failure.INTERRUPTED, assertInstanceOf(Answer.Failed.class, answer).failure());
    }
  }

  @Test
  void aRequestThatCannotBeStoppedKeepsNoOtherFromItsDeadline() throws Exception {
    var stopped = new CountDownLatch(2);
    try (var deadlines =
        new Deadlines(
            () -> {
              throw new OutOfMemoryError("in the chores");
            })) {
      for (int i = 1; i <= 2; i++) {
        deadlines
            .begin(Duration.ofMillis(10))
            .waitsFor(
                () -> {
                  stopped.countDown();
                  throw new OutOfMemoryError("Java heap space");
                });
      }
      assertTrue(stopped.await(5, TimeUnit.SECONDS));

      // A second later, when its chores have failed too.
      var later = new CountDownLatch(1);
      deadlines.begin(Duration.ofMillis(1_050)).waitsFor(later::countDown);
      assertTrue(later.await(5, TimeUnit.SECONDS));
    }
  }
}
