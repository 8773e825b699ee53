package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.delivery.Failure;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections: resolves, judges, and connects to the judged address itself, while SNI and the
 * certificate's check keep the name. No proxy, whatever the environment says. Thread-safe.
 */
final class Dialler {

  private static final int CONNECT_MILLIS = 5_000;
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final GuardedResolver resolver;
  private final AddressGuard guard;
  private final Supplier<SSLContext> tlsContext;
  private final LongSupplier nanos;
  private volatile @Nullable TlsSocketStrategy tls;

  /**
   * A dialler.
   *
   * @param tls asked for when it is first needed: to read all authorities takes a tenth of a second
   * @param nanos a monotonic clock
   */
  Dialler(
      GuardedResolver resolver, AddressGuard guard, Supplier<SSLContext> tls, LongSupplier nanos) {
    this.resolver = resolver;
    this.guard = guard;
    this.tlsContext = tls;
    this.nanos = nanos;
  }

  private TlsSocketStrategy tls() {
    TlsSocketStrategy made = tls;
    if (made == null) {
      made =
          new DefaultClientTlsStrategy(
              tlsContext.get(),
              PROTOCOLS,
              null,
              SSLBufferMode.STATIC,
              HostnameVerificationPolicy.BOTH,
              null);
      tls = made;
    }
    return made;
  }

  /** Tries the addresses in turn, 5 s each, until one takes the connection. */
  Line dial(EndpointUrl endpoint, Line.Place place, Running request) throws AttemptFailed {
    InetAddress[] addresses = judged(endpoint, request);
    Socket socket = null;
    AttemptFailed first = null;
    for (int i = 0; i < addresses.length && socket == null; i++) {
      try {
        socket = connect(addresses[i], endpoint.port(), request);
      } catch (AttemptFailed e) {
        first = worse(first, e);
      }
    }
    if (socket == null) {
      throw first != null ? unlessOnlyIpv6(first, addresses) : noAddress();
    }
    request.steps().connected();
    return secured(endpoint, place, socket, request);
  }

  private InetAddress[] judged(EndpointUrl endpoint, Running request) throws AttemptFailed {
    try {
      var literal = endpoint.literal();
      if (literal.isPresent()) {
        if (!guard.allows(literal.get())) {
          throw new LookupRefused(Failure.ADDRESS_REFUSED);
        }
        return new InetAddress[] {literal.get()};
      }
      var pending = resolver.start(endpoint.host());
      request.waitsFor(() -> pending.cancel(false));
      InetAddress[] found = resolver.await(pending);
      request.steps().resolved();
      return found;
    } catch (LookupRefused e) {
      throw new AttemptFailed(e.failure(), null);
    } catch (UnknownHostException e) {
      throw noAddress();
    } catch (SocketException e) {
      throw new AttemptFailed(Failure.INTERRUPTED, null);
    }
  }

  private static Socket connect(InetAddress address, int port, Running request)
      throws AttemptFailed {
    var socket = new Socket(Proxy.NO_PROXY);
    try {
      request.waitsFor(() -> cut(socket));
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
      return socket;
    } catch (IOException e) {
      cut(socket);
      throw new AttemptFailed(Failures.ofConnect(e), address.getHostAddress());
    }
  }

  private Line secured(EndpointUrl endpoint, Line.Place place, Socket socket, Running request)
      throws AttemptFailed {
    String address = socket.getInetAddress().getHostAddress();
    try {
      SSLSocket secure =
          endpoint.tls()
              ? tls()
                  .upgrade(socket, endpoint.host(), endpoint.port(), null, HttpCoreContext.create())
              : null;
      if (secure != null) {
        request.steps().secured();
      }
      var line = new Line(place, socket, secure, nanos);
      request.waitsFor(line::cut);
      return line;
    } catch (IOException e) {
      cut(socket);
      throw new AttemptFailed(Failures.ofHandshake(e), address);
    }
  }

  /** What the endpoint did tells more than what our own network could not do. */
  private static AttemptFailed worse(@Nullable AttemptFailed before, AttemptFailed now) {
    return before == null || before.failure().isOurs() ? now : before;
  }

  /**
   * Where this network has no IPv6, an endpoint that has nothing else is not to be reached, and
   * that is its fault.
   */
  private static AttemptFailed unlessOnlyIpv6(AttemptFailed failed, InetAddress[] addresses) {
    for (var address : addresses) {
      if (address instanceof Inet4Address) {
        return failed;
      }
    }
    return failed.failure() == Failure.OWN_TROUBLE
        ? new AttemptFailed(Failure.CONNECTION_REFUSED, failed.address())
        : failed;
  }

  private static AttemptFailed noAddress() {
    return new AttemptFailed(Failure.DNS_ERROR, null);
  }

  /** Closes with a reset, so that nothing lingers. */
  private static void cut(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException _) {
      // It is closed or never was open: as wanted.
    }
  }
}
