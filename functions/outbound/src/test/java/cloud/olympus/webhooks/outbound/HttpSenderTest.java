package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.Sender;
import cloud.olympus.webhooks.lane.LaneKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpSenderTest {

  private final HttpSender sender = Senders.local();

  @AfterEach
  void close() {
    sender.close();
  }

  @Test
  void aRequestCarriesItsHeadersItsLengthAndItsHost() throws IOException {
    try (var server = RawServer.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
      var answer = Senders.send(sender, server.url() + "?a=1", Senders.LONG);

      assertEquals(204, assertInstanceOf(Answer.Answered.class, answer).status());
      String head = server.requests().getFirst();
      assertTrue(head.startsWith("POST /hook?a=1 HTTP/1.1\r\n"), head);
      assertTrue(head.contains("Host: 127.0.0.1:" + server.port() + "\r\n"), head);
      assertTrue(head.contains("Content-Length: 14\r\n"), head);
      assertTrue(head.contains("User-Agent: test/1\r\n"), head);
    }
  }

  @Test
  void headersThatFrameTheRequestAreNotTheCallersToSet() throws IOException {
    try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      var headers =
          Map.of(
              "HOST",
              "evil.example",
              "content-length",
              "0",
              "Transfer-Encoding",
              "chunked",
              "X",
              "a\r\nInjected: 1");
      sender.send(
          new Sender.Request(server.url(), headers, new byte[3], () -> true),
          Senders.LANE,
          Senders.LONG);

      String head = server.requests().getFirst();
      assertFalse(head.contains("evil.example"), head);
      assertFalse(head.contains("Transfer-Encoding"), head);
      assertFalse(head.contains("\nInjected"), head);
      assertTrue(head.contains("Content-Length: 3\r\n"), head);
    }
  }

  @Test
  void anAnswerKeepsWhatIsWorthKeeping() throws IOException {
    String response =
        """
        HTTP/1.1 429 Too Many\r
        Retry-After: 7\r
        Set-Cookie: a=b\r
        Webhook-Note: n\r
        X-Request-Id: %s\r
        Content-Length: 5\r
        \r
        a\0b\u00e9"""
            .formatted("r".repeat(2_000));
    try (var server = RawServer.answering(response)) {
      var answer =
          assertInstanceOf(Answer.Answered.class, Senders.send(sender, server.url(), Senders.LONG));

      assertEquals(429, answer.status());
      assertEquals("ab\u00e9", answer.body());
      assertEquals("7", answer.headers().get("retry-after"));
      assertEquals("n", answer.headers().get("webhook-note"));
      assertEquals("r".repeat(1_024), answer.headers().get("x-request-id"));
      assertFalse(answer.headers().containsKey("set-cookie"));
      assertEquals("127.0.0.1", answer.dialled().orElseThrow());
    }
  }

  @Test
  void ofManyHeadersOnlySomeAreKept() throws IOException {
    var notes = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      notes.append("Webhook-Note-").append(i).append(": n\r\n");
    }
    String response =
        "HTTP/1.1 429 Too Many\r\n" + notes + "Retry-After: 7\r\nContent-Length: 0\r\n\r\n";
    try (var server = RawServer.answering(response)) {
      var answer =
          assertInstanceOf(Answer.Answered.class, Senders.send(sender, server.url(), Senders.LONG));

      assertTrue(answer.headers().size() <= KeptHeaders.MOST + 2, answer.headers()::toString);
      assertEquals("7", answer.headers().get("retry-after"), "what is acted upon is kept");
    }
  }

  @Test
  void aRedirectIsReportedAndNotFollowed() throws IOException {
    try (var target = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var server =
            RawServer.answering(
                "HTTP/1.1 302 Found\r\nLocation: "
                    + target.url()
                    + "\r\nContent-Length: 0\r\n\r\n")) {
      var answer =
          assertInstanceOf(Answer.Answered.class, Senders.send(sender, server.url(), Senders.LONG));

      assertEquals(302, answer.status());
      assertEquals(target.url(), answer.headers().get("location"));
      assertEquals(0, target.connections());
    }
  }

  @Test
  void nothingIsTriedAgainByItself() throws IOException {
    for (String status : List.of("429 Too Many", "503 Down", "408 Timeout", "401 Who")) {
      try (var server =
          RawServer.answering(
              "HTTP/1.1 "
                  + status
                  + "\r\nRetry-After: 0\r\nWWW-Authenticate: Basic realm=\"a\"\r\n"
                  + "Content-Length: 0\r\n\r\n")) {
        Senders.send(sender, server.url(), Senders.LONG);

        assertEquals(1, server.requests().size(), status);
      }
    }
  }

  @Test
  void cookiesAreNotSentBack() throws IOException {
    try (var server =
        RawServer.answering(
            "HTTP/1.1 200 OK\r\nSet-Cookie: s=1; Path=/\r\nContent-Length: 0\r\n\r\n")) {
      Senders.send(sender, server.url(), Senders.LONG);
      Senders.send(sender, server.url(), Senders.LONG);

      assertFalse(server.requests().get(1).contains("Cookie"));
    }
  }

  @Test
  void connectionsAreReusedWithinALaneAndNotBeyond() throws IOException {
    try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      for (int i = 0; i < 5; i++) {
        Senders.send(sender, server.url(), Senders.LONG);
      }
      assertEquals(1, server.connections());

      sender.send(Senders.post(server.url()), new LaneKey("acme", "wh_2"), Senders.LONG);
      sender.send(Senders.post(server.url()), new LaneKey("other", "wh_1"), Senders.LONG);
      assertEquals(3, server.connections());
    }
  }

  @Test
  void afterClosingNothingIsSent() throws IOException {
    try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      sender.close();
      var answer = Senders.send(sender, server.url(), Senders.LONG);

      assertEquals(Failure.INTERRUPTED, assertInstanceOf(Answer.Failed.class, answer).failure());
      assertEquals(0, server.requests().size());
    }
  }
}
