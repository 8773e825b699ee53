package cloud.olympus.webhooks.emulated;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One address for several instances, as Cloud Run gives: each connection goes to the next that
 * takes it. Thread-safe.
 */
final class Balancer implements AutoCloseable {

  private final ServerSocket listener;
  private final List<Integer> instances = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile @Nullable Integer elsewhere;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Balancer() throws IOException {
    listener = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** Adds the instance on a port. */
  void add(int port) {
    instances.add(port);
  }

  /** Leads what comes from now on to another port; to the instances again where it is null. */
  void divert(@Nullable Integer port) {
    elsewhere = port;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var caller = listener.accept();
        threads.execute(() -> connect(caller));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void connect(Socket caller) {
    try (caller;
        var instance = instance()) {
      threads.execute(() -> pipe(instance, caller));
      pipe(caller, instance);
    } catch (IOException e) {
      // No instance is up, which the caller sees by the closed connection.
    }
  }

  private Socket instance() throws IOException {
    Integer other = elsewhere;
    if (other != null) {
      return new Socket(InetAddress.getLoopbackAddress(), other);
    }
    for (int i = 0; i < instances.size(); i++) {
      try {
        int next = Math.floorMod(turn.getAndIncrement(), instances.size());
        return new Socket(InetAddress.getLoopbackAddress(), instances.get(next));
      } catch (IOException e) {
        // That one is down.
      }
    }
    throw new IOException("no instance is up");
  }

  /** Until either side has gone; then the other is told. */
  private static void pipe(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // gone
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
