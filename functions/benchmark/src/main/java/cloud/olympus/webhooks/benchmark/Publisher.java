package cloud.olympus.webhooks.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Publishes events of about 1 KB over kept connections, as cheaply as sockets allow. */
final class Publisher {

  private final int port;
  private final List<String> tokens;
  private final String type;
  private final int places;
  private final String padding = "x".repeat(760);

  /** With so many locations, which events belong to in turn. */
  Publisher(Program program, String type, int places) {
    this(program.port(), type, places, List.of(program.api().token()));
  }

  /** Likewise, with the tokens of several tenants, who publish in turn. */
  Publisher(int port, String type, int places, List<String> tokens) {
    this.places = places;
    this.tokens = tokens;
    this.port = port;
    this.type = type;
  }

  /** What came of publishing. */
  static final class Result {
    final AtomicInteger accepted = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    final AtomicBoolean[] answered;

    Result(int events) {
      answered = new AtomicBoolean[events];
      for (int i = 0; i < events; i++) {
        answered[i] = new AtomicBoolean();
      }
    }
  }

  /** As fast as the connections carry it, each waiting for its answer. */
  Result asFastAsPossible(int events, int connections) throws InterruptedException {
    var next = new AtomicInteger();
    var result = new Result(events);
    run(
        connections,
        line -> {
          for (int n = next.getAndIncrement(); n < events; n = next.getAndIncrement()) {
            line.publish(n, result);
          }
        });
    return result;
  }

  /** So many a second, whether or not the earlier ones are answered. */
  Result atRate(int events, int perSecond, int connections) throws InterruptedException {
    var next = new AtomicInteger();
    var result = new Result(events);
    long start = System.nanoTime();
    run(
        connections,
        line -> {
          for (int n = next.getAndIncrement(); n < events; n = next.getAndIncrement()) {
            long due = start + n * 1_000_000_000L / perSecond;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
              LockSupport.parkNanos(wait);
            }
            line.publish(n, result);
          }
        });
    return result;
  }

  /** The same, sent to one endpoint of a receiver; prints how long each was under way. */
  void measure(Receiver receiver, int events, int perSecond, String name)
      throws InterruptedException {
    var round = receiver.expect(events, 1);
    atRate(events, perSecond, 16);
    boolean all = round.await(60);
    Benchmark.row(name, round.latencies() + (all ? "" : " NOT ALL"));
  }

  private interface Work {
    void on(Line line) throws IOException;
  }

  private void run(int connections, Work work) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                      socket.setTcpNoDelay(true);
                      work.on(new Line(socket));
                    } catch (IOException e) {
                      // the program is gone: what was not answered was not accepted
                    }
                  }));
    }
    for (var thread : threads) {
      thread.join();
    }
  }

  private final class Line {
    private final Socket socket;
    private final Messages answers;

    Line(Socket socket) throws IOException {
      this.socket = socket;
      this.answers = new Messages(socket.getInputStream());
    }

    void publish(int n, Result result) throws IOException {
      String body =
          "{\"id\":\"bench-"
              + type.replace('.', '-')
              + "-"
              + System.nanoTime()
              + "-"
              + n
              + "\",\"type\":\""
              + type
              + "\",\"location_id\":\"loc-"
              + n % places
              + "\",\"timestamp\":\"2026-02-19T15:30:00Z\",\"data\":{\"n\":"
              + n
              + ",\"t\":"
              + System.nanoTime()
              + ",\"notes\":\""
              + padding
              + "\"}}";
      socket
          .getOutputStream()
          .write(
              ("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                      + tokens.get(n % tokens.size())
                      + "\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.US_ASCII));
      if (!answers.next()) {
        throw new EOFException();
      }
      if (answers.status() == 202) {
        result.accepted.incrementAndGet();
        result.answered[n].set(true);
      } else {
        result.refused.incrementAndGet();
      }
    }
  }
}
