package cloud.olympus.webhooks.local.host;

import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import com.google.cloud.functions.HttpFunction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Jetty 12.1 with a virtual thread for each request. The Functions Framework's own server takes
 * only a class, so no ports could be passed to its functions, and it drops requests when it is
 * stopped.
 */
public final class FunctionHost {

  private final Server server;
  private final ServerConnector connector;

  /** A function and the paths that it answers. */
  public record Mount(String pathPrefix, HttpFunction function) {
    boolean answers(String path) {
      return path.startsWith(pathPrefix);
    }
  }

  /**
   * A server that is not started.
   *
   * @param port 0 for any that is free
   * @param mounts the first whose prefix fits answers
   */
  public FunctionHost(String host, int port, List<Mount> mounts) {
    var threads = new QueuedThreadPool(16);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-"));
    server = new Server(threads);
    var configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(true);
    configuration.setRequestHeaderSize(16 * 1024);
    // Tokens are long and each connection has its own: looking them up costs more than it saves.
    configuration.setHeaderCacheSize(0);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setHost(host);
    connector.setPort(port);
    connector.setAcceptQueueSize(1_024);
    server.addConnector(connector);
    server.setHandler(new GracefulHandler(new Dispatch(mounts)));
  }

  /**
   * Takes the port. Who connects now waits until {@link #start}.
   *
   * @throws IOException where the port cannot be had; its cause tells why
   */
  public void listen() throws IOException {
    connector.open();
  }

  /**
   * Begins to answer.
   *
   * @throws IOException where the port cannot be had
   */
  public void start() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the server does not start", e);
    }
  }

  /** The port that it answers on. */
  public int port() {
    return connector.getLocalPort();
  }

  /**
   * Refuses what is new and waits for what is under way.
   *
   * @param grace who takes longer gets no answer
   */
  public void stop(Duration grace) {
    server.setStopTimeout(grace.toMillis());
    try {
      server.stop();
    } catch (TimeoutException e) {
      // It has stopped all the same.
    } catch (Exception e) {
      throw new IllegalStateException("the server does not stop", e);
    }
  }

  private static final class Dispatch extends Handler.Abstract {
    private final List<Mount> mounts;

    Dispatch(List<Mount> mounts) {
      this.mounts = List.copyOf(mounts);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      String path = request.getHttpURI().getPath();
      for (var mount : mounts) {
        if (path != null && mount.answers(path)) {
          answer(mount.function(), path, request, response, callback);
          return true;
        }
      }
      return false;
    }

    private static void answer(
        HttpFunction function, String path, Request request, Response response, Callback callback)
        throws Exception {
      var in = InMemoryRequest.of(request.getMethod(), path);
      for (HttpField field : request.getHeaders()) {
        in.header(field.getName(), field.getValue() == null ? "" : field.getValue());
      }
      String query = request.getHttpURI().getQuery();
      if (query != null) {
        in.query(query);
      }
      in.stream(Content.Source.asInputStream(request), request.getLength());
      var out = InMemoryResponse.of(function, in);
      response.setStatus(out.status());
      out.getHeaders()
          .forEach(
              (name, values) -> values.forEach(value -> response.getHeaders().add(name, value)));
      byte[] body = out.body();
      if (!request.getMethod().equals("HEAD")) {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
      }
      response.write(true, ByteBuffer.wrap(body), callback);
    }
  }
}
