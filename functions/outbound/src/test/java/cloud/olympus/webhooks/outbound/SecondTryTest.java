package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.Sender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecondTryTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final HttpSender sender = Senders.local();

  @AfterEach
  void close() {
    sender.close();
  }

  private static Answer.Failed failed(Answer answer) {
    return assertInstanceOf(Answer.Failed.class, answer);
  }

  private static Answer.Answered answered(Answer answer) {
    return assertInstanceOf(Answer.Answered.class, answer);
  }

  /** Breaks the first connections in a way, serves those after them. */
  private static RawServer breaking(int first, RawServer.Script way) throws IOException {
    var count = new AtomicInteger();
    return new RawServer(
        connection -> {
          if (count.incrementAndGet() <= first) {
            way.play(connection);
          } else {
            while (connection.readRequest()) {
              connection.write(OK);
            }
          }
        });
  }

  @Test
  void aConnectionResetAtOnceIsTriedOnceMoreWithTheVerySameRequest() throws IOException {
    try (var server =
        breaking(
            1,
            connection -> {
              connection.readRequest();
              connection.reset();
            })) {
      var request =
          new Sender.Request(
              server.url(),
              Map.of("webhook-id", "msg_1", "Olympus-Attempt", "3"),
              new byte[5],
              () -> true);
      var answer = answered(sender.send(request, Senders.LANE, Senders.LONG));

      assertEquals(200, answer.status());
      assertEquals(2, answer.trip().tries());
      assertEquals(2, server.requests().size());
      assertEquals(server.requests().getFirst(), server.requests().getLast());
    }
  }

  @Test
  void aConnectionClosedWithoutAWordIsTriedOnceMore() throws IOException {
    try (var server = breaking(1, RawServer.Connection::readRequest)) {
      assertEquals(2, answered(Senders.send(sender, server.url(), Senders.LONG)).trip().tries());
    }
  }

  @Test
  void eachTimeThatItIsWrittenThereMustBeAPermit() throws IOException {
    try (var server =
        breaking(
            9,
            connection -> {
              connection.readRequest();
              connection.reset();
            })) {
      var asked = new AtomicInteger();
      var failed = failed(send(server, () -> asked.incrementAndGet() == 1));

      assertEquals(Failure.OWN_TROUBLE, failed.failure());
      assertEquals(2, failed.trip().tries());
      assertEquals(2, asked.get());
      assertEquals(1, server.requests().size());
    }
  }

  @Test
  void withoutAPermitNothingIsWritten() throws IOException {
    try (var server = breaking(0, _ -> {})) {
      assertEquals(Failure.OWN_TROUBLE, failed(send(server, () -> false)).failure());
      assertEquals(0, server.requests().size());
    }
  }

  private Answer send(RawServer server, BooleanSupplier permit) {
    var request = new Sender.Request(server.url(), Map.of(), new byte[5], permit);
    return sender.send(request, Senders.LANE, Senders.LONG);
  }

  @Test
  void whatFailsTwiceIsAFailureThatTellsBothTries() throws IOException {
    try (var server = breaking(9, RawServer.Connection::reset)) {
      var failed = failed(Senders.send(sender, server.url(), Senders.LONG));

      assertEquals(Failure.CONNECTION_RESET, failed.failure());
      assertEquals(2, failed.trip().tries());
      assertEquals(2, server.connections());
    }
  }

  @Test
  void aClosedPortIsTriedTwice() throws IOException {
    int port;
    try (var once = new ServerSocket()) {
      once.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      port = once.getLocalPort();
    }
    var failed = failed(Senders.send(sender, "http://127.0.0.1:" + port + "/", Senders.LONG));

    assertEquals(Failure.CONNECTION_REFUSED, failed.failure());
    assertEquals(2, failed.trip().tries());
  }

  @Test
  void theSecondTryIsResolvedAndJudgedAgain() throws IOException {
    var lookups = new AtomicInteger();
    Lookup rebinding =
        _ ->
            new InetAddress[] {
              InetAddress.ofLiteral(lookups.incrementAndGet() == 1 ? "127.0.0.1" : "10.0.0.1")
            };
    try (var server = breaking(9, RawServer.Connection::reset);
        var sender = Senders.local(rebinding, SSLContexts.createDefault())) {
      var failed =
          failed(
              Senders.send(sender, "http://shop.localhost:" + server.port() + "/", Senders.LONG));

      assertEquals(Failure.ADDRESS_REFUSED, failed.failure());
      assertEquals(1, server.connections());
    }
  }

  @Test
  void anAnswerThatBeganIsNotTriedAgain() throws IOException {
    try (var server =
        breaking(
            1,
            connection -> {
              connection.readRequest();
              connection.write("H");
              connection.reset();
            })) {
      var failed = failed(Senders.send(sender, server.url(), Senders.LONG));

      assertEquals(Failure.CONNECTION_RESET, failed.failure());
      assertEquals(1, failed.trip().tries());
      assertEquals(1, server.requests().size());
    }
  }

  @Test
  void anInterimResponseIsTheBeginningOfAnAnswer() throws IOException {
    try (var server =
        breaking(
            1,
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 102 Processing\r\n\r\n");
              connection.reset();
            })) {
      assertEquals(1, failed(Senders.send(sender, server.url(), Senders.LONG)).trip().tries());
      assertEquals(1, server.requests().size());
    }
  }

  @Test
  void whatFailsLaterIsNotTriedAgain() throws IOException {
    try (var server =
            breaking(
                1,
                connection -> {
                  connection.readRequest();
                  LockSupport.parkNanos(60_000_000);
                  connection.reset();
                });
        var sender = Senders.local(System::nanoTime, Duration.ofMillis(50))) {
      assertEquals(1, failed(Senders.send(sender, server.url(), Senders.LONG)).trip().tries());
      assertEquals(1, server.requests().size());
    }
  }

  @Test
  void aTimeoutIsNotTriedAgain() throws IOException {
    try (var server = breaking(1, RawServer.Connection::hang)) {
      var failed = failed(Senders.send(sender, server.url(), Senders.SHORT));

      assertEquals(Failure.TIMEOUT, failed.failure());
      assertEquals(1, server.connections());
    }
  }

  @Test
  void bothTriesHaveOneDeadline() throws IOException {
    try (var server =
        new RawServer(
            new RawServer.Script() {
              private final AtomicInteger count = new AtomicInteger();

              @Override
              public void play(RawServer.Connection connection) throws IOException {
                boolean first = count.incrementAndGet() == 1;
                connection.readRequest();
                if (first) {
                  LockSupport.parkNanos(500_000_000);
                  connection.reset();
                }
                connection.hang();
              }
            })) {
      var failed = failed(Senders.send(sender, server.url(), Duration.ofMillis(800)));

      assertEquals(Failure.TIMEOUT, failed.failure());
      assertEquals(2, failed.trip().tries());
      assertTrue(failed.took().toMillis() < 1_250, () -> "a deadline for each: " + failed.took());
    }
  }

  @Test
  void ourOwnTroubleIsNotTriedAgain() {
    var lookups = new AtomicInteger();
    Lookup broken =
        host -> {
          lookups.incrementAndGet();
          throw new UnknownHostException(host + ": Too many open files");
        };
    try (var sender = Senders.local(broken, SSLContexts.createDefault())) {
      var failed = failed(Senders.send(sender, "https://shop.example/", Senders.LONG));

      assertEquals(Failure.OWN_TROUBLE, failed.failure());
      assertEquals(1, lookups.get());
    }
  }

  @Test
  void aRestedConnectionThatBreaksIsTheFirstOfTheTwo() throws IOException {
    var count = new AtomicInteger();
    try (var server =
        new RawServer(
            connection -> {
              connection.readRequest();
              if (count.incrementAndGet() == 1) {
                connection.write(OK);
                connection.readRequest();
              }
              connection.reset();
            })) {
      assertEquals(1, answered(Senders.send(sender, server.url(), Senders.LONG)).trip().tries());

      var failed = failed(Senders.send(sender, server.url(), Senders.LONG));
      assertEquals(Failure.CONNECTION_RESET, failed.failure());
      assertEquals(2, failed.trip().tries());
      assertEquals(3, server.requests().size());
    }
  }

  @Test
  void thePhasesAreThoseOfTheSecondTry() throws IOException {
    var lookups = new AtomicInteger();
    try (var server =
            new RawServer(
                connection -> {
                  connection.readRequest();
                  connection.write(OK);
                  connection.readRequest();
                  connection.reset();
                });
        var sender =
            Senders.local(
                host -> {
                  lookups.incrementAndGet();
                  return Senders.LOOPBACK.addresses(host);
                },
                SSLContexts.createDefault())) {
      String url = "http://shop.localhost:" + server.port() + "/";
      assertNotNull(answered(Senders.send(sender, url, Senders.LONG)).trip().phases().resolve());

      var second = answered(Senders.send(sender, url, Senders.LONG)).trip();
      assertEquals(2, second.tries());
      assertNotNull(second.phases().resolve());
      assertNotNull(second.phases().connect());
      assertNull(second.phases().tls());
      assertArrayEquals(new int[] {2, 2}, new int[] {lookups.get(), server.connections()});
    }
  }
}
