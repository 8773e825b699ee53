package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A deadline of 300 ms against whatever an endpoint does to hold us. It has served a request before
 * on the connection that it abuses, and serves another afterwards, which must get its own answer.
 */
class DeadlineTest {

  private static final Duration DEADLINE = Senders.SHORT;

  /** A machine under load may be late, never by much. */
  private static final Duration MARGIN = Duration.ofMillis(900);

  private static final String HEAD = "HTTP/1.1 200 OK\r\n";
  private static final byte[] BOMB = bomb();
  private static final String FRESH = HEAD + "Content-Length: 5\r\n\r\nfresh";

  enum Abuse {
    NOTHING_AT_ALL("timeout", RawServer.Connection::hang),
    ONE_BYTE_A_SECOND("timeout", connection -> slowly(connection, HEAD, Duration.ofSeconds(1))),
    ONE_BYTE_OF_THE_BODY_A_SECOND(
        "timeout",
        connection -> {
          connection.write(HEAD + "Content-Length: 100\r\n\r\n");
          slowly(connection, "x".repeat(100), Duration.ofSeconds(1));
        }),
    A_BODY_IN_SINGLE_BYTES(
        "timeout",
        connection -> {
          connection.write(HEAD + "Content-Length: 60000\r\n\r\n");
          slowly(connection, "x".repeat(60_000), Duration.ofMillis(2));
        }),
    A_BODY_THAT_STALLS(
        "timeout",
        connection -> {
          connection.write(HEAD + "Content-Length: 10\r\n\r\n12345");
          connection.hang();
        }),
    CHUNKS_THAT_STALL(
        "timeout",
        connection -> {
          connection.write(HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n");
          connection.hang();
        }),
    ENDLESS_HEADERS(
        "head_too_large",
        connection -> {
          connection.write(HEAD);
          endlessly(connection, "X-Endless: 1\r\n", Duration.ZERO);
        }),
    ENDLESS_HEADERS_SLOWLY(
        "timeout",
        connection -> {
          connection.write(HEAD);
          endlessly(connection, "X-Endless: 1\r\n", Duration.ofMillis(20));
        }),
    AN_ENDLESS_BODY(
        "200 too large",
        connection -> {
          connection.write(HEAD + "\r\n");
          endlessly(connection, "y".repeat(8_192), Duration.ZERO);
        }),
    AN_ENDLESS_BODY_SLOWLY(
        "timeout",
        connection -> {
          connection.write(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
          endlessly(connection, "1\r\ny\r\n", Duration.ofMillis(20));
        }),
    A_GZIP_BOMB("200", connection -> connection.write(BOMB)),
    HTTP_1_0("200", connection -> connection.write("HTTP/1.0 200 OK\r\n\r\nold but fine")),
    HTTP_1_0_WITHOUT_AN_END(
        "timeout",
        connection -> {
          connection.write("HTTP/1.0 200 OK\r\n\r\nold and");
          connection.hang();
        }),
    CONTINUE_FOR_EVER(
        "protocol_error",
        connection -> endlessly(connection, "HTTP/1.1 100 Continue\r\n\r\n", Duration.ZERO)),
    CONTINUE_FOR_EVER_SLOWLY(
        "timeout",
        connection ->
            endlessly(connection, "HTTP/1.1 100 Continue\r\n\r\n", Duration.ofMillis(90))),
    A_BODY_AFTER_204(
        "204", connection -> connection.write("HTTP/1.1 204 No Content\r\n\r\n" + FRESH)),
    AN_ENDLESS_BODY_AFTER_204(
        "204",
        connection -> {
          connection.write("HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n");
          endlessly(connection, "HTTP/1.1 500 Injected\r\n\r\n", Duration.ZERO);
        });

    private final String outcome;

    @SuppressWarnings("ImmutableEnumChecker") // none of the scripts holds anything
    private final RawServer.Script script;

    Abuse(String outcome, RawServer.Script script) {
      this.outcome = outcome;
      this.script = script;
    }
  }

  private final HttpSender sender = Senders.local();

  @AfterEach
  void close() {
    sender.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatAnEndpointDoesEndsByTheDeadlineAndHarmsNothingElse(Abuse abuse) throws IOException {
    var requests = new AtomicInteger();
    try (var server =
        new RawServer(
            connection -> {
              while (connection.readRequest()) {
                if (requests.incrementAndGet() == 2) {
                  abuse.script.play(connection);
                  return;
                }
                connection.write(FRESH);
              }
            })) {
      servesWell(server);
      var answer = Senders.send(sender, server.url(), DEADLINE);

      assertEquals(abuse.outcome, outcome(answer));
      assertTrue(
          answer.took().compareTo(DEADLINE.plus(MARGIN)) < 0, () -> "late: " + answer.took());
      if (abuse.outcome.equals("timeout")) {
        assertTrue(answer.took().compareTo(DEADLINE) >= 0, () -> "early: " + answer.took());
      }
      assertEquals(0, sender.inFlight());
      assertEquals(1, server.connections(), "the first connection was not kept");
      servesWell(server);
      assertEquals(2, server.connections(), "the abused connection was used again");
    }
  }

  private void servesWell(RawServer server) {
    var answer = Senders.send(sender, server.url(), Senders.LONG);

    assertEquals("200", outcome(answer));
    assertEquals("fresh", ((Answer.Answered) answer).body());
    assertEquals(1, answer.trip().tries());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0016\u0003\u0003\u0000z\u0002"})
  void aHandshakeThatIsNeverCompletedEndsByTheDeadline(String beginning) throws IOException {
    try (var server =
        new RawServer(
            connection -> {
              slowly(connection, beginning, Duration.ofMillis(50));
              connection.hang();
            })) {
      var answer = Senders.send(sender, "https://shop.localhost:" + server.port() + "/", DEADLINE);

      assertEquals("timeout", outcome(answer));
      assertTrue(
          answer.took().compareTo(DEADLINE.plus(MARGIN)) < 0, () -> "late: " + answer.took());
      assertNotNull(answer.trip().phases().connect());
      assertNull(answer.trip().phases().tls());
    }
  }

  private static String outcome(Answer answer) {
    return switch (answer) {
      case Answer.Failed failed -> failed.failure().code();
      case Answer.Answered answered ->
          answered.status() + (answered.bodyTooLarge() ? " too large" : "");
    };
  }

  private static void slowly(RawServer.Connection connection, String text, Duration pause)
      throws IOException, InterruptedException {
    for (int i = 0; i < text.length(); i++) {
      connection.write(text.substring(i, i + 1));
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    }
    connection.hang();
  }

  private static void endlessly(RawServer.Connection connection, String text, Duration pause)
      throws IOException, InterruptedException {
    while (true) {
      connection.write(text);
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    }
  }

  /** 10 MiB in some 10 KiB. */
  private static byte[] bomb() {
    var body = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(body)) {
      gzip.write(new byte[10 << 20]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var all = new ByteArrayOutputStream();
    all.writeBytes(
        (HEAD
                + "Content-Encoding: gzip\r\nConnection: close\r\nContent-Length: "
                + body.size()
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(body.toByteArray());
    return all.toByteArray();
  }
}
