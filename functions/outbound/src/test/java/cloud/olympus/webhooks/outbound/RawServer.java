package cloud.olympus.webhooks.outbound;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback whose behaviour is written byte by byte. */
final class RawServer implements AutoCloseable {

  /** What is done with one connection; it is closed afterwards. */
  interface Script {
    void play(Connection connection) throws IOException, InterruptedException;
  }

  private final ServerSocket socket;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  RawServer(Script script) throws IOException {
    this(new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress()), script);
  }

  RawServer(ServerSocket socket, Script script) {
    this.socket = socket;
    Thread.startVirtualThread(() -> accept(script));
  }

  /** Answers each request on each connection with this text. */
  static RawServer answering(String response) throws IOException {
    return new RawServer(
        connection -> {
          while (connection.readRequest()) {
            connection.write(response);
          }
        });
  }

  private void accept(Script script) {
    try {
      while (true) {
        Socket accepted = socket.accept();
        open.add(accepted);
        connections.incrementAndGet();
        Thread.startVirtualThread(() -> play(script, accepted));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void play(Script script, Socket accepted) {
    try (accepted) {
      script.play(new Connection(accepted));
    } catch (IOException | InterruptedException e) {
      // The client went away, or the test is over.
    } finally {
      open.remove(accepted);
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/hook";
  }

  /** How many connections were accepted. */
  int connections() {
    return connections.get();
  }

  /** The heads of the requests, in the order of their arrival. */
  List<String> requests() {
    return requests;
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (var each : open) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One accepted connection. */
  final class Connection {
    private final Socket accepted;
    private final InputStream in;
    private final OutputStream out;

    private Connection(Socket accepted) throws IOException {
      this.accepted = accepted;
      this.in = new BufferedInputStream(accepted.getInputStream());
      this.out = accepted.getOutputStream();
    }

    Socket socket() {
      return accepted;
    }

    /** Reads a head and its body; false at the end. */
    boolean readRequest() throws IOException {
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return false;
        }
        head.append((char) next);
      }
      String text = head.toString();
      int at = text.indexOf("Content-Length: ") + 16;
      in.readNBytes(Integer.parseInt(text, at, text.indexOf('\r', at), 10));
      requests.add(text);
      return true;
    }

    void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    void write(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    /** Nothing more happens until the client or the test ends it. */
    void hang() throws IOException {
      in.transferTo(OutputStream.nullOutputStream());
    }

    /** Closes with RST. */
    void reset() throws IOException {
      accepted.setSoLinger(true, 0);
      accepted.close();
    }
  }
}
