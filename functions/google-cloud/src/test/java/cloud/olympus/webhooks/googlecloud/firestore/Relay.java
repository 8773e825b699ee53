package cloud.olympus.webhooks.googlecloud.firestore;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy between a client and a server of HTTP/2 without TLS, that passes on what it gets until it
 * is to cut a connection: then the server has answered, and the client never hears it. Thread-safe.
 */
final class Relay implements Closeable {

  /** RFC 9113, section 4.1: length (3 bytes), type, flags, stream (4 bytes). */
  private static final int FRAME_HEADER = 9;

  private static final int DATA = 0;
  private static final int HEADERS = 1;

  private final int server;
  private final ServerSocket listener;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean cutting = new AtomicBoolean();
  private final AtomicInteger cuts = new AtomicInteger();

  /** To a server on a port of this machine. */
  Relay(int server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** {@code host:port} of its own. */
  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** The next answer, of which not a byte is passed on, ends its connection. */
  void cutAtNextAnswer() {
    cutting.set(true);
  }

  /** How many connections it has cut. */
  int cuts() {
    return cuts.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var client = listener.accept();
        sockets.add(client);
        var upstream = new Socket(InetAddress.getLoopbackAddress(), server);
        sockets.add(upstream);
        threads.execute(() -> requests(client, upstream));
        threads.execute(() -> answers(upstream, client));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private static void requests(Socket client, Socket upstream) {
    try (client;
        upstream) {
      client.getInputStream().transferTo(upstream.getOutputStream());
    } catch (IOException e) {
      // gone
    }
  }

  private void answers(Socket upstream, Socket client) {
    try (upstream;
        client) {
      var from = new DataInputStream(upstream.getInputStream());
      var to = client.getOutputStream();
      byte[] header = new byte[FRAME_HEADER];
      while (true) {
        from.readFully(header);
        int type = header[3];
        if ((type == DATA || type == HEADERS) && cutting.getAndSet(false)) {
          cuts.incrementAndGet();
          return;
        }
        int length = ByteBuffer.wrap(header).getInt() >>> 8;
        to.write(header);
        to.write(from.readNBytes(length));
        to.flush();
      }
    } catch (IOException e) {
      // gone
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (var socket : sockets) {
      socket.close();
    }
    threads.close();
  }
}
