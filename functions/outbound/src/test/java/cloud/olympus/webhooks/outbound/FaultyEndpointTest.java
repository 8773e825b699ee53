package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.Sender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What endpoints do wrong, by accident or on purpose. */
class FaultyEndpointTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final HttpSender sender = Senders.local();

  @AfterEach
  void close() {
    sender.close();
  }

  private Answer.Failed fails(RawServer server) {
    return assertInstanceOf(
        Answer.Failed.class,
        Senders.send(sender, server.url(), Senders.LONG),
        "should have failed");
  }

  private Answer.Answered answers(RawServer server) {
    return assertInstanceOf(
        Answer.Answered.class, Senders.send(sender, server.url(), Senders.LONG));
  }

  @Test
  void anEndpointThatReadsNothingEndsAtTheDeadline() throws IOException {
    try (var server = new RawServer(connection -> new CountDownLatch(1).await())) {
      var request = new Sender.Request(server.url(), Map.of(), new byte[8 << 20], () -> true);
      var answer = sender.send(request, Senders.LANE, Senders.SHORT);

      assertEquals(Failure.TIMEOUT, assertInstanceOf(Answer.Failed.class, answer).failure());
    }
  }

  @Test
  void anEndpointThatAcceptsNoConnectionEndsAtTheDeadline() throws IOException {
    var fillers = new ArrayList<Socket>();
    try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // The kernel takes connections until its queue is full, then it stays silent.
      for (int i = 0; i < 8; i++) {
        var filler = new Socket();
        fillers.add(filler);
        try {
          filler.connect(full.getLocalSocketAddress(), 100);
        } catch (IOException e) {
          break;
        }
      }
      var answer =
          Senders.send(sender, "http://127.0.0.1:" + full.getLocalPort() + "/", Senders.SHORT);

      assertEquals(Failure.TIMEOUT, assertInstanceOf(Answer.Failed.class, answer).failure());
    } finally {
      for (var filler : fillers) {
        filler.close();
      }
    }
  }

  @Test
  void anEndlessBodyIsCutAndTheStatusCounts() throws IOException {
    try (var server =
        new RawServer(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 200 OK\r\n\r\n");
              var chunk = "y".repeat(8_192);
              while (true) {
                connection.write(chunk);
              }
            })) {
      var answer = answers(server);

      assertEquals(200, answer.status());
      assertEquals(16 * 1024, answer.body().length());
      assertTrue(answer.bodyTooLarge());
      assertEquals(Optional.empty(), answer.error());
      answers(server);
      assertEquals(2, server.connections(), "the cut connection was used again");
    }
  }

  @Test
  void aBodyOfExactlyTheLimitLeavesTheConnectionOpenAndOneByteMoreDoesNot() throws IOException {
    int limit = 64 * 1024;
    try (var fits = RawServer.answering(sized(limit - 1));
        var tooLong = RawServer.answering(sized(limit + 1))) {
      answers(fits);
      assertFalse(answers(fits).bodyTooLarge());
      assertEquals(1, fits.connections());

      assertEquals(200, answers(tooLong).status());
      answers(tooLong);
      assertEquals(2, tooLong.connections());
    }
  }

  private static String sized(int length) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + "z".repeat(length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Long: %s\r\n", // one line without an end
        "X-A: 1\r\n" // lines without an end
      })
  void endlessHeadersAreRefused(String header) throws IOException {
    try (var server =
        new RawServer(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 200 OK\r\n");
              while (true) {
                connection.write(header.formatted("v".repeat(100_000)));
              }
            })) {
      assertEquals(Failure.HEAD_TOO_LARGE, fails(server).failure());
    }
  }

  @Test
  void aHeadOfManyLongLinesIsRefused() throws IOException {
    String line = "X-Long: " + "v".repeat(8_000) + "\r\n";
    try (var server =
        RawServer.answering(
            "HTTP/1.1 200 OK\r\n" + line.repeat(20) + "Content-Length: 0\r\n\r\n")) {
      assertEquals(Failure.HEAD_TOO_LARGE, fails(server).failure());
    }
  }

  @Test
  void interimResponsesAreBounded() throws IOException {
    String interim = "HTTP/1.1 100 Continue\r\n\r\n";
    try (var server = RawServer.answering(interim.repeat(1_000) + OK);
        var few =
            RawServer.answering(interim + "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK)) {
      assertEquals(Failure.PROTOCOL_ERROR, fails(server).failure());
      assertEquals(200, answers(few).status());
    }
  }

  @Test
  void aGzipBombIsNotInflated() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(new byte[10 << 20]);
    }
    byte[] bomb = bytes.toByteArray();
    try (var server =
        new RawServer(
            connection -> {
              while (connection.readRequest()) {
                connection.write(
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                        + bomb.length
                        + "\r\n\r\n");
                connection.write(bomb);
              }
            })) {
      var answer = answers(server);

      assertEquals(200, answer.status());
      assertTrue(answer.body().getBytes(StandardCharsets.UTF_8).length <= 16 * 1024);
      assertFalse(server.requests().getFirst().contains("Accept-Encoding"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PROTOCOL_ERROR   | HTTP/1.1 200 OK~Content-Length: 1~Content-Length: 2~~ab",
        "PROTOCOL_ERROR   | HTTP/1.1 200 OK~Content-Length: -1~~",
        "PROTOCOL_ERROR   | HTTP/1.1 200 OK~Content-Length: 1x~~a",
        "PROTOCOL_ERROR   | HTTP/1.1 200 OK~Transfer-Encoding: gzip~~a",
        "PROTOCOL_ERROR   | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~zz~",
        "PROTOCOL_ERROR   | HTTP/1.1 101 Switching Protocols~Upgrade: x~~",
        "PROTOCOL_ERROR   | HTTP/1.1 99 Low~~",
        "PROTOCOL_ERROR   | HTTP/1.1 20000 High~~",
        "PROTOCOL_ERROR   | HTTP/2.0 200 OK~~",
        "PROTOCOL_ERROR   | SSH-2.0-OpenSSH_9.6~~",
        "PROTOCOL_ERROR   | <html>hello</html>~~",
        "CONNECTION_RESET | HTTP/1.1 200 OK~Content-Length: 10~~short",
        "CONNECTION_RESET | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~ab",
        "CONNECTION_RESET | HTTP/1.1 200 OK~Content-Len",
        "CONNECTION_RESET | HTTP/1.1 200 OK~",
        "CONNECTION_RESET | HTTP/1.1 2"
      })
  void anAnswerThatIsNoneIsAFailure(Failure failure, String response) throws IOException {
    try (var server =
        new RawServer(
            connection -> {
              connection.readRequest();
              connection.write(response.replace("~", "\r\n"));
              connection.socket().shutdownOutput();
              connection.hang();
            })) {
      assertEquals(failure, fails(server).failure());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK~Content-Length: 2~Content-Length: 2~~ab",
        "HTTP/1.1 200 OK~Content-Length: 5~Transfer-Encoding: chunked~~0~~",
        "HTTP/1.1 200 OK~Connection: close~Content-Length: 0~~",
        "HTTP/1.0 200 OK~Content-Length: 0~~",
        "HTTP/1.1 204 No Content~Content-Length: 3~~abc",
        "HTTP/1.1 204 No Content~~HTTP/1.1 500 Injected~Content-Length: 0~~",
        "HTTP/1.1 200 OK~Content-Length: 0~~HTTP/1.1 500 Injected~Content-Length: 0~~",
      })
  void aConnectionWhoseNextAnswerIsDoubtfulIsNotUsedAgain(String response) throws IOException {
    try (var server = RawServer.answering(response.replace("~", "\r\n"))) {
      for (int i = 1; i <= 3; i++) {
        var answer = Senders.send(sender, server.url(), Senders.LONG);
        if (answer instanceof Answer.Answered answered) {
          assertTrue(answered.status() < 300, () -> "took " + answered.status());
        } else {
          assertEquals(Failure.PROTOCOL_ERROR, ((Answer.Failed) answer).failure());
        }
        assertEquals(i, server.connections());
      }
    }
  }

  @Test
  void http10WithoutALengthEndsWithTheConnection() throws IOException {
    try (var server =
        new RawServer(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.0 200 OK\r\n\r\nold but fine");
            })) {
      assertEquals("old but fine", answers(server).body());
    }
  }

  @Test
  void aConnectionResetWithinTheBodyIsAFailure() throws IOException {
    try (var server =
        new RawServer(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
              connection.reset();
            })) {
      assertEquals(Failure.CONNECTION_RESET, fails(server).failure());
    }
  }

  @Test
  void anAnswerBeforeTheRequestWasReadCounts() throws IOException {
    try (var server =
        new RawServer(
            connection -> {
              connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
              connection.socket().shutdownOutput();
              connection.hang();
            })) {
      var request = new Sender.Request(server.url(), Map.of(), new byte[256 << 10], () -> true);
      var answer = sender.send(request, Senders.LANE, Senders.LONG);

      assertEquals(413, assertInstanceOf(Answer.Answered.class, answer).status());
    }
  }

  @Test
  void aClosedPortIsRefusedAndTheDetailTellsNoAddress() throws IOException {
    int port;
    try (var once = new ServerSocket()) {
      once.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      port = once.getLocalPort();
    }
    var answer = Senders.send(sender, "http://localhost:" + port + "/", Senders.LONG);

    var failed = assertInstanceOf(Answer.Failed.class, answer);
    assertEquals(Failure.CONNECTION_REFUSED, failed.failure());
    assertEquals("127.0.0.1", failed.dialled().orElseThrow());
    assertFalse(failed.detail().contains("127"), failed.detail());
    assertFalse(failed.detail().contains("refused"), failed.detail());
  }

  @Test
  void aRestedConnectionThatTheEndpointClosedIsNoFailure() throws IOException {
    try (var server =
        new RawServer(
            connection -> {
              connection.readRequest();
              connection.write(OK);
            })) {
      for (int i = 1; i <= 20; i++) {
        assertEquals(200, answers(server).status());
        assertEquals(i, server.requests().size());
      }
    }
  }

  @Test
  void aUsedConnectionThatBreaksWithinTheAnswerIsNotTriedAgain() throws IOException {
    try (var server =
        new RawServer(
            connection -> {
              connection.readRequest();
              connection.write(OK);
              connection.readRequest();
              connection.write("HTTP/1.1 20");
              connection.reset();
            })) {
      assertEquals(200, answers(server).status());
      assertEquals(Failure.CONNECTION_RESET, fails(server).failure());
      assertEquals(2, server.requests().size());
    }
  }
}
