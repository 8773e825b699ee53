package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.lane.LaneKey;
import java.io.IOException;
import java.net.Socket;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** An open connection to an endpoint. For one request at a time. */
final class Line {

  /** Who may use it, and for what. */
  record Place(LaneKey lane, boolean tls, String host, int port) {}

  private final Place place;
  private final Socket top;
  private final HeadParser parser = new HeadParser();
  private final DefaultBHttpClientConnection http;
  private final String address;
  private final LongSupplier nanos;
  private final long openedAt;
  private long idleSince;
  private boolean used;

  /**
   * Over a connected socket.
   *
   * @param tls null where the connection is plain
   * @param nanos a monotonic clock
   */
  Line(Place place, Socket socket, @Nullable SSLSocket tls, LongSupplier nanos) throws IOException {
    this.nanos = nanos;
    this.openedAt = nanos.getAsLong();
    this.idleSince = openedAt;
    this.place = place;
    this.top = tls == null ? socket : tls;
    this.address = socket.getInetAddress().getHostAddress();
    this.http =
        new DefaultBHttpClientConnection(
            HeadParser.LIMITS, null, null, null, null, null, _ -> parser);
    if (tls == null) {
      http.bind(socket);
    } else {
      http.bind(tls, socket);
    }
  }

  Place place() {
    return place;
  }

  DefaultBHttpClientConnection http() {
    return http;
  }

  HeadParser parser() {
    return parser;
  }

  /** The address that was judged and dialled. */
  String address() {
    return address;
  }

  long openedAt() {
    return openedAt;
  }

  long idleSince() {
    return idleSince;
  }

  /** Whether an exchange was completed on it. */
  boolean isUsed() {
    return used;
  }

  void rest() {
    used = true;
    idleSince = nanos.getAsLong();
  }

  /**
   * Whether the endpoint sent bytes that nobody asked for. They would be taken for the next answer.
   */
  boolean hasStrayBytes() {
    try {
      return parser.hasBuffered() || top.getInputStream().available() > 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether the endpoint closed it; waits a millisecond to know. */
  boolean isStale() {
    try {
      return http.isStale() || parser.hasBuffered();
    } catch (IOException e) {
      return true;
    }
  }

  /** At once, without waiting for anything, from any thread. */
  void cut() {
    http.close(CloseMode.IMMEDIATE);
  }
}
