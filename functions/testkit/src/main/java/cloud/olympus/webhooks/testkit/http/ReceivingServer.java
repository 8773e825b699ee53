package cloud.olympus.webhooks.testkit.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An HTTP/1.1 server on loopback that keeps every request and answers by script: first what {@link
 * #next} queued, then what {@link #always} says, which is 204 at first. Connections are kept open.
 * Thread-safe.
 */
public final class ReceivingServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<ReceivedRequest> requests = new ArrayList<>();
  private final Deque<Reply> script = new ArrayDeque<>();
  private Function<ReceivedRequest, Reply> rule = _ -> Reply.status(204);
  private int connections;

  /** Starts on a free port. */
  public ReceivingServer() {
    try {
      listener = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on loopback", e);
    }
    threads.execute(this::accept);
  }

  /** The port. */
  public int port() {
    return listener.getLocalPort();
  }

  /** An address on this server. */
  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /** Queues replies for the requests that come next, in the order in which they are read. */
  public synchronized ReceivingServer next(Reply... replies) {
    script.addAll(List.of(replies));
    return this;
  }

  /** Replies to every request for which nothing is queued. */
  public ReceivingServer always(Reply reply) {
    return always(_ -> reply);
  }

  /** Replies to every request for which nothing is queued, as the request is. */
  public synchronized ReceivingServer always(Function<ReceivedRequest, Reply> replies) {
    rule = replies;
    return this;
  }

  /** What came so far. */
  public synchronized List<ReceivedRequest> requests() {
    return List.copyOf(requests);
  }

  /** How many connections were made so far. */
  public synchronized int connections() {
    return connections;
  }

  /** Waits until at least so many requests have come, and gives all of them. */
  public List<ReceivedRequest> awaitRequests(int number) {
    return awaitRequests(number, PATIENCE);
  }

  /**
   * Waits until at least so many requests have come.
   *
   * @throws AssertionError where they have not within this time
   */
  public synchronized List<ReceivedRequest> awaitRequests(int number, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (requests.size() < number) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(requests.size() + " requests came, not " + number);
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
    return List.copyOf(requests);
  }

  /** Ends every connection, also those that hang. */
  @Override
  public void close() {
    closing.countDown();
    end(listener);
    open.forEach(ReceivingServer::end);
    threads.shutdownNow();
  }

  private void accept() {
    try {
      while (true) {
        var socket = listener.accept();
        int connection = connected();
        open.add(socket);
        threads.execute(() -> serve(socket, connection));
      }
    } catch (IOException e) {
      closing.countDown();
    }
  }

  private synchronized int connected() {
    return ++connections;
  }

  private void serve(Socket socket, int connection) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var reader = new RequestReader(new BufferedInputStream(socket.getInputStream()));
      for (var parsed = reader.next(); parsed != null; parsed = reader.next()) {
        if (!reply(socket, received(parsed, connection))) {
          return;
        }
      }
    } catch (IOException e) {
      end(socket);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  private synchronized Turn received(RequestReader.Parsed parsed, int connection) {
    var request =
        new ReceivedRequest(
            requests.size() + 1,
            connection,
            parsed.method(),
            parsed.target(),
            Map.copyOf(parsed.headers()),
            parsed.body());
    requests.add(request);
    notifyAll();
    var queued = script.poll();
    return new Turn(request, queued == null ? rule : _ -> queued);
  }

  private record Turn(ReceivedRequest request, Function<ReceivedRequest, Reply> replies) {}

  private boolean reply(Socket socket, Turn turn) throws IOException, InterruptedException {
    return perform(socket, turn.replies().apply(turn.request()));
  }

  /** Whether the connection lives on. */
  private boolean perform(Socket socket, Reply reply) throws IOException, InterruptedException {
    return switch (reply) {
      case Reply.Answer answer -> {
        write(socket.getOutputStream(), answer);
        yield true;
      }
      case Reply.After after -> {
        after.latch().await();
        yield perform(socket, after.then());
      }
      case Reply.Raw raw -> {
        socket.getOutputStream().write(raw.bytes());
        socket.getOutputStream().flush();
        yield perform(socket, raw.then());
      }
      case Reply.Hang _ -> {
        closing.await();
        yield false;
      }
      case Reply.Reset _ -> {
        socket.setSoLinger(true, 0);
        yield false;
      }
      case Reply.Close _ -> false;
    };
  }

  private static void write(OutputStream out, Reply.Answer answer) throws IOException {
    var head = new StringBuilder("HTTP/1.1 ").append(answer.status()).append(" Scripted\r\n");
    answer.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    boolean bodiless = answer.status() < 200 || answer.status() == 204 || answer.status() == 304;
    if (!bodiless && answer.headers().keySet().stream().noneMatch(ReceivingServer::framesTheBody)) {
      head.append("Content-Length: ").append(answer.body().length).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(answer.body());
    out.flush();
  }

  private static boolean framesTheBody(String header) {
    return header.equalsIgnoreCase("Content-Length")
        || header.equalsIgnoreCase("Transfer-Encoding");
  }

  private static void end(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      throw new IllegalStateException("a socket does not close", e);
    }
  }
}
