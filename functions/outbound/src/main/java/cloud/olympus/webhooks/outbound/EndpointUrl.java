package cloud.olympus.webhooks.outbound;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A subscriber's URL that {@link UrlPolicy} allowed, in its canonical form.
 *
 * @param tls whether it is https
 * @param host lower-case ASCII name without a trailing dot, or an address (IPv6 without brackets)
 * @param port never absent
 * @param target path and query, as in the request line
 * @param text all of it
 */
public record EndpointUrl(boolean tls, String host, int port, String target, String text) {

  /** The address, where the host is one and no name. */
  Optional<InetAddress> literal() {
    return HostText.isAddress(host) ? Optional.of(InetAddress.ofLiteral(host)) : Optional.empty();
  }

  /** The Host header (RFC 9110 section 7.2): the port only where it is not the scheme's own. */
  String authority() {
    return authority(tls, host, port);
  }

  static String authority(boolean tls, String host, int port) {
    String name = host.indexOf(':') >= 0 ? '[' + host + ']' : host;
    return port == (tls ? 443 : 80) ? name : name + ':' + port;
  }
}
