package cloud.olympus.webhooks.testkit.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReceivingServerTest {

  private final ReceivingServer server = new ReceivingServer();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    server.close();
    client.close();
  }

  @Test
  void aRequestIsKeptAsItCame() throws Exception {
    byte[] body = "{\"note\":\"grüße 🍣\"}".getBytes(UTF_8);

    assertEquals(204, post(BodyPublishers.ofByteArray(body)).statusCode());

    var request = server.awaitRequests(1).getFirst();
    assertEquals("POST", request.method());
    assertEquals("/hooks?a=b", request.target());
    assertEquals(Optional.of("yes"), request.header("x-test"));
    assertArrayEquals(body, request.body());
  }

  @Test
  void aChunkedBodyIsPutTogether() throws Exception {
    String body = "x".repeat(100_000);

    post(
        BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body.getBytes(UTF_8))));

    assertEquals(body, server.requests().getFirst().text());
  }

  @Test
  void whatIsQueuedComesBeforeTheRule() throws Exception {
    server.next(Reply.status(500, "no"), Reply.status(429).with("Retry-After", "7"));
    server.always(request -> Reply.status(200, "number " + request.number()));

    var first = post(BodyPublishers.ofString("1"));
    var second = post(BodyPublishers.ofString("2"));
    var third = post(BodyPublishers.ofString("3"));

    assertEquals("no", first.body());
    assertEquals(Optional.of("7"), second.headers().firstValue("retry-after"));
    assertEquals("number 3", third.body());
    assertEquals(1, server.connections());
  }

  @Test
  void anAnswerCanBeHeldBack() throws Exception {
    var latch = new CountDownLatch(1);
    server.next(new Reply.After(latch, Reply.status(200, "late")));
    var answer = client.sendAsync(request(BodyPublishers.ofString("")), BodyHandlers.ofString());
    server.awaitRequests(1);
    assertFalse(answer.isDone());

    latch.countDown();

    assertEquals("late", answer.get().body());
  }

  @Test
  void aConnectionCanBeResetClosedOrFilledWithNonsense() throws Exception {
    for (var reply :
        java.util.List.of(new Reply.Reset(), new Reply.Close(), Reply.raw("rubbish\r\n\r\n"))) {
      server.next(reply);
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket
            .getOutputStream()
            .write("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}".getBytes(UTF_8));
        assertEquals(reply instanceof Reply.Raw ? "rubbish\r\n\r\n" : "", read(socket));
      }
    }
    assertEquals(3, server.requests().size());
  }

  private static String read(Socket socket) {
    try (InputStream in = socket.getInputStream()) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void whatHangsEndsWithTheServer() throws Exception {
    server.next(new Reply.Hang());
    var answer = client.sendAsync(request(BodyPublishers.ofString("")), BodyHandlers.ofString());
    server.awaitRequests(1);
    assertFalse(answer.isDone());

    server.close();

    assertThrows(java.util.concurrent.ExecutionException.class, answer::get);
  }

  @Test
  void waitingForWhatDoesNotComeFails() {
    assertThrows(AssertionError.class, () -> server.awaitRequests(1, Duration.ofMillis(1)));
  }

  private HttpResponse<String> post(HttpRequest.BodyPublisher body) throws Exception {
    return client.send(request(body), BodyHandlers.ofString());
  }

  private HttpRequest request(HttpRequest.BodyPublisher body) {
    return HttpRequest.newBuilder(URI.create(server.url("/hooks?a=b")))
        .header("X-Test", "yes")
        .POST(body)
        .build();
  }
}
