package cloud.olympus.webhooks.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes posts as cheaply as sockets allow and answers 200, or badly where it is told to. A body
 * that holds {@code "n":<number>,"t":<nanos>} is noted with how long it was under way, by the clock
 * of this process, where the publisher runs too.
 */
final class Receiver implements AutoCloseable {

  private final ServerSocket server;
  private final byte[] answer;
  private final long afterMillis;
  private volatile Round round = new Round(0, 1);

  Receiver() throws IOException {
    this("200 OK", 0);
  }

  /** One that answers each post with a status, after a time. */
  Receiver(String status, long afterMillis) throws IOException {
    this.answer =
        ("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    this.afterMillis = afterMillis;
    server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("receiver").start(this::accept);
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getLocalPort() + path;
  }

  /** What arrives from now on. */
  Round expect(int events, int fanOut) {
    round = new Round(events, fanOut);
    return round;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        // closed, or one connection the less
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var posts = new Messages(socket.getInputStream());
      var out = socket.getOutputStream();
      while (posts.next()) {
        round.arrived(posts);
        if (afterMillis > 0) {
          // It is what it measures: an endpoint that takes its time.
          Thread.sleep(afterMillis);
        }
        out.write(answer);
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

  /** The arrivals of one measurement. */
  static final class Round {
    private static final byte[] NUMBER = "\"n\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TIME = "\"t\":".getBytes(StandardCharsets.US_ASCII);

    private final AtomicInteger[] seen;
    private final long[] latencies;
    private final AtomicInteger arrivals = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();
    private final AtomicInteger displaced = new AtomicInteger();
    private final AtomicInteger missing;
    private final CountDownLatch all = new CountDownLatch(1);
    private final int fanOut;
    private volatile long lastNanos;

    Round(int events, int fanOut) {
      this.fanOut = fanOut;
      this.seen = new AtomicInteger[events];
      for (int i = 0; i < events; i++) {
        seen[i] = new AtomicInteger();
      }
      this.latencies = new long[events * fanOut];
      this.missing = new AtomicInteger(events * fanOut);
    }

    void arrived(Messages post) {
      long now = System.nanoTime();
      int n = (int) post.numberAfter(NUMBER);
      if (n < 0 || n >= seen.length) {
        return;
      }
      lastNanos = now;
      if (seen[n].incrementAndGet() > fanOut) {
        repeats.incrementAndGet();
        return;
      }
      int place = arrivals.getAndIncrement();
      latencies[place] = now - post.numberAfter(TIME);
      displaced.accumulateAndGet(Math.abs(place / fanOut - n), Math::max);
      if (missing.decrementAndGet() == 0) {
        all.countDown();
      }
    }

    /** Whether everything arrived in time. */
    boolean await(long seconds) throws InterruptedException {
      return all.await(seconds, TimeUnit.SECONDS);
    }

    int arrivals() {
      return arrivals.get();
    }

    int repeats() {
      return repeats.get();
    }

    /** How many places from its own, by the order of publication, one arrived at most. */
    int displaced() {
      return displaced.get();
    }

    boolean has(int n) {
      return seen[n].get() >= fanOut;
    }

    long lastNanos() {
      return lastNanos;
    }

    Latencies latencies() {
      return Latencies.ofNanos(latencies, arrivals.get());
    }
  }
}
