package cloud.olympus.webhooks.outbound;

import java.util.regex.Pattern;

/** What a host looks like, without asking anybody for its addresses. */
final class HostText {

  private static final String OCTET = "(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
  private static final Pattern NUMBER = Pattern.compile("\\d+|0x[\\da-f]*");
  private static final Pattern LABEL = Pattern.compile("[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?");

  private HostText() {}

  /** A canonical IPv4 address, or anything with a colon (which no name has). */
  static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
  }

  /**
   * Whether some resolver would read it as an IPv4 address: its last label is a number (WHATWG URL,
   * "ends in a number"). {@code 127.1}, {@code 0x7f.1}, {@code 0177.0.0.1} and {@code 2130706433}
   * mean different addresses to different resolvers.
   */
  static boolean endsInNumber(String host) {
    return NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches();
  }

  /** A fully qualified name: two labels or more, 63 characters each, 253 in all (RFC 1123). */
  static boolean isQualifiedName(String host) {
    if (host.length() > 253 || host.indexOf('.') < 0) {
      return false;
    }
    for (String label : host.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is the name or a name below it. */
  static boolean isWithin(String host, String name) {
    return host.endsWith(name)
        && (host.length() == name.length()
            || host.charAt(host.length() - name.length() - 1) == '.');
  }
}
