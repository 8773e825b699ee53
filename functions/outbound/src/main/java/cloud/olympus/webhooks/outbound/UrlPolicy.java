package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.event.Violation;
import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Judges the text of a subscriber's URL. The same parser serves when it is saved and when it is
 * used, so what was checked is what is dialled. Thread-safe.
 *
 * <p>https only, port 443, 8443 or above 1023, no user info, no fragment, and a host in its one
 * canonical spelling. Names that mean this machine or this network are refused; so are addresses
 * that the {@link AddressGuard} refuses.
 */
public final class UrlPolicy {

  /** Characters of a URL at most. */
  public static final int MAX_LENGTH = 2_000;

  private static final Pattern URL_TEXT = Pattern.compile("[^\\x00-\\x20\\x7f\\\\]+");

  /** Each with all that is below it. */
  private static final List<String> DENIED_NAMES =
      List.of(
          "localhost",
          "metadata.google.internal",
          "metadata.goog",
          "metadata",
          "instance-data",
          "internal",
          "local",
          "svc",
          "cluster.local");

  private final AddressGuard guard;
  private final OwnHosts own;

  /**
   * A policy.
   *
   * @param guard judges hosts that are addresses; where it allows loopback, so does this policy,
   *     with http and any port
   * @param own whose names are refused
   */
  public UrlPolicy(AddressGuard guard, OwnHosts own) {
    this.guard = guard;
    this.own = own;
  }

  /** Judges the text alone; asks no resolver. */
  public Judged judge(String text) {
    if (text.isEmpty()) {
      return Judged.Refused.because("missing", "is required");
    }
    if (text.length() > MAX_LENGTH) {
      return Judged.Refused.because("too_long", "must have at most " + MAX_LENGTH + " characters");
    }
    URI uri = parse(text);
    if (uri == null) {
      return Judged.Refused.because("invalid", "is not a URL (RFC 3986)");
    }
    return judge(uri);
  }

  private Judged judge(URI uri) {
    var found = new ArrayList<Violation>();
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String authority = uri.getRawAuthority();
    if (authority.indexOf('@') >= 0) {
      found.add(new Violation("url", "user_info", "must not contain a user or password"));
    }
    if (uri.getRawFragment() != null) {
      found.add(new Violation("url", "fragment", "must not contain a fragment (#)"));
    }
    String host = canonicalHost(uri);
    boolean loopback = host != null && guard.allowsLoopback() && isLoopback(host);
    boolean tls = scheme.equals("https");
    if (!tls && !(scheme.equals("http") && loopback)) {
      found.add(new Violation("url", "scheme", "must begin with https://"));
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    if (!isAllowed(port, loopback)) {
      found.add(new Violation("url", "port", "must be 443, 8443, or from 1024 to 65535"));
    }
    if (host == null || (!loopback && !isAllowed(host))) {
      found.add(new Violation("url", "host", "must be a public host in its canonical spelling"));
    }
    return host == null || !found.isEmpty()
        ? new Judged.Refused(found)
        : judgeAddress(endpoint(tls, host, port, uri));
  }

  private Judged judgeAddress(EndpointUrl endpoint) {
    var literal = endpoint.literal();
    return literal.isPresent() && !guard.allows(literal.get())
        ? Judged.Refused.because("address_refused", "must have a public address")
        : new Judged.Allowed(endpoint);
  }

  private static EndpointUrl endpoint(boolean tls, String host, int port, URI uri) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String target = uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery();
    String text = (tls ? "https://" : "http://") + EndpointUrl.authority(tls, host, port) + target;
    return new EndpointUrl(tls, host, port, target, text);
  }

  private static boolean isAllowed(int port, boolean loopback) {
    return port == 443 || port == 8443 || (port >= (loopback ? 1 : 1_024) && port <= 65_535);
  }

  private boolean isAllowed(String host) {
    if (HostText.isAddress(host)) {
      return true;
    }
    return !HostText.endsInNumber(host)
        && HostText.isQualifiedName(host)
        && !own.hasName(host)
        && DENIED_NAMES.stream().noneMatch(name -> HostText.isWithin(host, name));
  }

  private static boolean isLoopback(String host) {
    return HostText.isWithin(host, "localhost")
        || (HostText.isAddress(host) && InetAddress.ofLiteral(host).isLoopbackAddress());
  }

  private static @Nullable URI parse(String text) {
    if (!URL_TEXT.matcher(text).matches()) {
      return null;
    }
    try {
      String ascii = withAsciiHost(text);
      var uri = new URI(ascii);
      boolean complete = uri.getScheme() != null && uri.getRawAuthority() != null;
      return complete && ascii.chars().allMatch(c -> c < 0x80) ? uri : null;
    } catch (URISyntaxException | IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Converts an internationalised host (RFC 3490). A host that becomes an address by it, written
   * with other digits, is no canonical spelling.
   */
  private static String withAsciiHost(String text) {
    int start = text.indexOf("://") + 3;
    if (start < 3) {
      return text;
    }
    int end = start;
    while (end < text.length() && "/?#:@".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String host = text.substring(start, end);
    if (host.chars().allMatch(c -> c < 0x80)) {
      return text;
    }
    String ascii = IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES);
    if (HostText.endsInNumber(ascii)) {
      throw new IllegalArgumentException("an address in disguise");
    }
    return text.substring(0, start) + ascii + text.substring(end);
  }

  /** Null where there is none, or where the authority holds more than host and port. */
  private static @Nullable String canonicalHost(URI uri) {
    String host = uri.getHost();
    if (host == null) {
      return null;
    }
    String authority = uri.getPort() < 0 ? host : host + ':' + uri.getPort();
    if (!authority.equals(uri.getRawAuthority()) && uri.getRawUserInfo() == null) {
      return null;
    }
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[")) {
      return ipv6(lower.substring(1, lower.length() - 1));
    }
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** Null where it has a zone, or is an IPv4 address in disguise. */
  private static @Nullable String ipv6(String text) {
    try {
      boolean plain = text.indexOf('%') < 0 && InetAddress.ofLiteral(text) instanceof Inet6Address;
      return plain ? text : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
