package cloud.olympus.webhooks.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers each connection once, with a status, after a time. */
final class BadReceiver implements AutoCloseable {

  private final ServerSocket server;
  private final long millis;
  private final byte[] answer;

  BadReceiver(long millis, String status) throws IOException {
    this.server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    this.millis = millis;
    this.answer =
        ("HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    Thread.ofPlatform().daemon().name("bad-receiver").start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/bad";
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        // closed, or one connection the less
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = socket.getInputStream();
      byte[] head = new byte[8_192];
      if (in.read(head) > 0) {
        Thread.sleep(millis);
        socket.getOutputStream().write(answer);
        socket.shutdownOutput();
        while (in.read(head) > 0) {
          // until the peer has seen the answer
        }
      }
    } catch (IOException e) {
      // the peer is gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
