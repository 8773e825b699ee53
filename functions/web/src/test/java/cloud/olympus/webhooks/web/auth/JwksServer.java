package cloud.olympus.webhooks.web.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves a key set on loopback, well or badly. */
final class JwksServer implements AutoCloseable {
  /** How it answers. */
  interface Behaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  final AtomicInteger requests = new AtomicInteger();
  volatile Behaviour behaviour = exchange -> exchange.sendResponseHeaders(404, -1);
  private final HttpServer server;

  JwksServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          try (exchange) {
            behaviour.answer(exchange);
          }
        });
    server.start();
  }

  static Behaviour serving(String json) {
    return exchange -> {
      byte[] body = json.getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    };
  }

  URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/keys");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
