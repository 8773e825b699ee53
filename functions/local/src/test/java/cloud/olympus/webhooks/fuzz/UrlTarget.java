package cloud.olympus.webhooks.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.outbound.AddressGuard;
import cloud.olympus.webhooks.outbound.EndpointUrl;
import cloud.olympus.webhooks.outbound.Judged;
import cloud.olympus.webhooks.outbound.OwnHosts;
import cloud.olympus.webhooks.outbound.UrlPolicy;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A subscriber's URL: what is allowed means the same to every parser, and no refused address. */
public final class UrlTarget {

  private static final AddressGuard PUBLIC = new AddressGuard(false, OwnHosts.NONE);
  private static final AddressGuard DEVELOPMENT = new AddressGuard(true, OwnHosts.NONE);

  private UrlTarget() {}

  /** UTF-8 of the URL. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    String text = new String(input, StandardCharsets.UTF_8);
    check(text, PUBLIC);
    check(text, DEVELOPMENT);
  }

  private static void check(String text, AddressGuard guard) throws MalformedURLException {
    var policy = new UrlPolicy(guard, OwnHosts.NONE);
    switch (policy.judge(text)) {
      case Judged.Refused refused -> assertFalse(refused.violations().isEmpty());
      case Judged.Allowed allowed -> {
        assertEquals(allowed, policy.judge(allowed.url()), "not its own canonical form");
        readsAlike(allowed.endpoint());
        meansNoRefusedAddress(allowed.endpoint().host(), guard);
      }
    }
  }

  private static void readsAlike(EndpointUrl endpoint) throws MalformedURLException {
    URI uri = URI.create(endpoint.text());
    URL url = uri.toURL();
    boolean ipv6 = endpoint.host().indexOf(':') >= 0;
    String host = ipv6 ? '[' + endpoint.host() + ']' : endpoint.host();
    int standard = endpoint.tls() ? 443 : 80;
    assertEquals(host, uri.getHost());
    assertEquals(host, url.getHost());
    assertEquals(endpoint.port(), uri.getPort() < 0 ? standard : uri.getPort());
    assertEquals(endpoint.port(), url.getPort() < 0 ? standard : url.getPort());
    assertEquals(endpoint.target(), url.getFile());
    assertNull(uri.getRawUserInfo());
    assertNull(url.getUserInfo());
    assertTrue(endpoint.text().chars().allMatch(c -> c > ' ' && c < 0x7f), "not plain ASCII");
  }

  /** Neither as we read it, nor as the JDK or inet_aton would. */
  private static void meansNoRefusedAddress(String host, AddressGuard guard) {
    literal(() -> InetAddress.ofLiteral(host))
        .ifPresent(address -> assertTrue(guard.allows(address)));
    literal(() -> Inet4Address.ofPosixLiteral(host))
        .ifPresent(address -> assertTrue(guard.allows(address)));
  }

  private static Optional<InetAddress> literal(Parser parser) {
    try {
      return Optional.of(parser.parse());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private interface Parser {
    InetAddress parse();
  }
}
