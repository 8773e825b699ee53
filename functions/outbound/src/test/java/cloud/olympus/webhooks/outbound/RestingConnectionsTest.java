package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import cloud.olympus.webhooks.delivery.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestingConnectionsTest {

  private final AtomicLong now = new AtomicLong();
  private final HttpSender sender = Senders.local(now::get);
  private final RawServer server;

  RestingConnectionsTest() throws IOException {
    server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  }

  @BeforeEach
  void send() {
    assertInstanceOf(Answer.Answered.class, Senders.send(sender, server.url(), Senders.LONG));
  }

  @AfterEach
  void close() {
    sender.close();
    server.close();
  }

  private void sendAfter(Duration rest) {
    now.addAndGet(rest.toNanos());
    send();
  }

  @Test
  void aConnectionThatRestedShortlyIsUsedAgain() {
    sendAfter(Duration.ofSeconds(1));
    sendAfter(Duration.ofSeconds(14));

    assertEquals(1, server.connections());
  }

  @Test
  void aConnectionThatRestedForLongIsNot() {
    sendAfter(Duration.ofSeconds(16));

    assertEquals(2, server.connections());
    assertEquals(1, sender.resting());
  }

  @Test
  void noConnectionIsOlderThanAMinuteSoThatItsHostIsJudgedAgain() {
    for (int i = 0; i < 6; i++) {
      sendAfter(Duration.ofSeconds(10));
    }
    assertEquals(1, server.connections());

    sendAfter(Duration.ofSeconds(1));
    assertEquals(2, server.connections());
  }

  @Test
  void aConnectionThatTheEndpointClosedMeanwhileIsNoticed() throws IOException {
    try (var closing =
        new RawServer(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            })) {
      for (int i = 1; i <= 3; i++) {
        now.addAndGet(Duration.ofSeconds(3).toNanos());
        assertInstanceOf(Answer.Answered.class, Senders.send(sender, closing.url(), Senders.LONG));
        assertEquals(i, closing.connections());
      }
    }
  }
}
