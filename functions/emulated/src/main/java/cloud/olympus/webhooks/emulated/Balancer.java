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
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger toLose = new AtomicInteger();
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

  /** Gives the instance on a port no more connections. */
  void remove(int port) {
    instances.removeIf(instance -> instance == port);
  }

  /** Of so many answers to come the callers see nothing: their connection ends instead. */
  void loseAnswers(int number) {
    toLose.addAndGet(number);
  }

  /**
   * How many answers came, where each is short and follows its request, with those that were lost.
   */
  int answers() {
    return answers.get();
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
      threads.execute(() -> answers(instance, caller));
      requests(caller, instance);
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
  private static void requests(Socket caller, Socket instance) {
    try (caller;
        instance) {
      caller.getInputStream().transferTo(instance.getOutputStream());
    } catch (IOException e) {
      // gone
    }
  }

  private void answers(Socket instance, Socket caller) {
    byte[] answer = new byte[16_384];
    try (instance;
        caller) {
      var from = instance.getInputStream();
      for (int length = from.read(answer); length >= 0; length = from.read(answer)) {
        answers.incrementAndGet();
        if (toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          return;
        }
        caller.getOutputStream().write(answer, 0, length);
      }
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
