package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

  private static final String NAME = "shop.example";
  private static final char[] PASSWORD = "only-for-tests".toCharArray();

  @TempDir static Path folder;

  private static SSLContext server;
  private static SSLContext trusting;

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path store = folder.resolve("store.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command =
        List.of(
            keytool.toString(),
            "-genkeypair",
            "-alias",
            "test",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + NAME,
            "-ext",
            "SAN=dns:" + NAME,
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            new String(PASSWORD));
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    server = SSLContextBuilder.create().loadKeyMaterial(store, PASSWORD, PASSWORD).build();
    trusting = SSLContextBuilder.create().loadTrustMaterial(store, PASSWORD).build();
  }

  private final List<String> names = new CopyOnWriteArrayList<>();
  private final List<String> protocols = new CopyOnWriteArrayList<>();

  private RawServer server(String... enabled) throws IOException {
    var socket =
        (SSLServerSocket)
            server
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    if (enabled.length > 0) {
      socket.setEnabledProtocols(enabled);
    }
    return new RawServer(
        socket,
        connection -> {
          while (connection.readRequest()) {
            var session = (ExtendedSSLSession) ((SSLSocket) connection.socket()).getSession();
            protocols.add(session.getProtocol());
            for (var name : session.getRequestedServerNames()) {
              names.add(((SNIHostName) name).getAsciiName());
            }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          }
        });
  }

  private static String url(String host, RawServer server) {
    return "https://" + host + ':' + server.port() + "/hook";
  }

  private static Failure failure(Answer answer) {
    return assertInstanceOf(Answer.Failed.class, answer).failure();
  }

  @Test
  void theJudgedAddressIsDialledWhileSniHostAndCertificateKeepTheName() throws IOException {
    try (var server = server();
        var sender = Senders.local(Senders.LOOPBACK, trusting)) {
      for (int i = 0; i < 3; i++) {
        var answer =
            assertInstanceOf(
                Answer.Answered.class, Senders.send(sender, url(NAME, server), Senders.LONG));
        assertEquals("127.0.0.1", answer.dialled().orElseThrow());
        assertEquals("ok", answer.body());
      }
      assertEquals(List.of(NAME, NAME, NAME), names);
      assertEquals(List.of("TLSv1.3", "TLSv1.3", "TLSv1.3"), protocols);
      assertTrue(
          server.requests().getFirst().contains("Host: " + NAME + ':' + server.port() + "\r\n"));
      assertEquals(1, server.connections());
    }
  }

  @Test
  void thePhasesOfAConnectionAreTakenAndOfAKeptOneOnlyTheAnswer() throws IOException {
    try (var server = server();
        var sender = Senders.local(Senders.LOOPBACK, trusting)) {
      var first = Senders.send(sender, url(NAME, server), Senders.LONG).trip();
      var second = Senders.send(sender, url(NAME, server), Senders.LONG).trip();

      var phases = first.phases();
      assertEquals(Set.of("resolve", "connect", "tls", "first_byte"), phases.millis().keySet());
      Duration tls = Objects.requireNonNull(phases.tls());
      Duration sum =
          Stream.of(phases.resolve(), phases.connect(), tls, phases.firstByte())
              .map(Objects::requireNonNull)
              .reduce(Duration.ZERO, Duration::plus);
      assertTrue(tls.compareTo(Duration.ofNanos(100_000)) > 0, phases.toString());
      assertTrue(sum.compareTo(first.took()) <= 0, first.toString());
      assertEquals(Set.of("first_byte"), second.phases().millis().keySet());
      assertEquals(1, server.connections());
    }
  }

  @Test
  void ofAFailureThePhasesUntilThenAreKept() throws IOException {
    try (var server = server();
        var sender = Senders.local(Senders.LOOPBACK, trusting)) {
      var trip = Senders.send(sender, url("other.example", server), Senders.LONG).trip();

      assertEquals(Set.of("resolve", "connect"), trip.phases().millis().keySet());
      assertEquals("127.0.0.1", trip.address());
    }
  }

  @Test
  void tls12IsSpokenToo() throws IOException {
    try (var server = server("TLSv1.2");
        var sender = Senders.local(Senders.LOOPBACK, trusting)) {
      assertInstanceOf(
          Answer.Answered.class, Senders.send(sender, url(NAME, server), Senders.LONG));
      assertEquals(List.of("TLSv1.2"), protocols);
    }
  }

  @Test
  void aCertificateOfAnotherNameIsRefusedBeforeAnythingIsSent() throws IOException {
    try (var server = server();
        var sender = Senders.local(Senders.LOOPBACK, trusting)) {
      assertEquals(
          Failure.TLS_ERROR,
          failure(Senders.send(sender, url("other.example", server), Senders.LONG)));
      assertTrue(server.requests().isEmpty());
    }
  }

  @Test
  void aSelfSignedCertificateIsRefused() throws IOException {
    try (var server = server();
        var sender = Senders.local(Senders.LOOPBACK, SSLContexts.createDefault())) {
      assertEquals(
          Failure.TLS_ERROR, failure(Senders.send(sender, url(NAME, server), Senders.LONG)));
      assertTrue(server.requests().isEmpty());
    }
  }

  @Test
  void anEndpointThatSpeaksNoTlsIsATlsError() throws IOException {
    try (var plain = new RawServer(connection -> connection.write("HTTP/1.1 400 Bad\r\n\r\n"));
        var sender = Senders.local(Senders.LOOPBACK, trusting)) {
      assertEquals(
          Failure.TLS_ERROR, failure(Senders.send(sender, url(NAME, plain), Senders.LONG)));
    }
  }

  @Test
  void aHandshakeThatNeverEndsIsStoppedByTheDeadline() throws IOException {
    try (var silent = new RawServer(RawServer.Connection::hang);
        var sender = Senders.local(Senders.LOOPBACK, trusting)) {
      assertEquals(
          Failure.TIMEOUT, failure(Senders.send(sender, url(NAME, silent), Senders.SHORT)));
    }
  }

  @Test
  void aConnectionDroppedDuringTheHandshakeIsAReset() throws IOException {
    try (var dropping =
            new RawServer(
                connection -> {
                  connection.socket().getInputStream().read();
                  connection.reset();
                });
        var sender = Senders.local(Senders.LOOPBACK, trusting)) {
      assertEquals(
          Failure.CONNECTION_RESET,
          failure(Senders.send(sender, url(NAME, dropping), Senders.LONG)));
    }
  }

  @Test
  void aRestedTlsConnectionThatTheEndpointClosedIsNoFailure()
      throws IOException, GeneralSecurityException {
    var socket =
        server.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    try (var closing =
            new RawServer(
                socket,
                connection -> {
                  connection.readRequest();
                  connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
        var sender = Senders.local(Senders.LOOPBACK, trusting)) {
      for (int i = 1; i <= 10; i++) {
        assertInstanceOf(
            Answer.Answered.class, Senders.send(sender, url(NAME, closing), Senders.LONG));
        assertEquals(i, closing.requests().size());
      }
    }
  }
}
