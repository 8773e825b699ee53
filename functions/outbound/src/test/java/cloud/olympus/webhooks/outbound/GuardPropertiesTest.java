package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What holds of every address and every URL, tried on random ones: others in each run. A failure
 * tells its seed; {@code -Dseed=} runs it again.
 */
class GuardPropertiesTest {

  private static final long SEED = Long.getLong("seed", new SecureRandom().nextLong());

  private static List<AddressBlock> refused = List.of();

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final AddressGuard guard = new AddressGuard(false, OwnHosts.NONE);
  private final AddressGuard development = new AddressGuard(true, OwnHosts.NONE);
  private final UrlPolicy policy = new UrlPolicy(guard, OwnHosts.NONE);
  private final UrlPolicy loopback = new UrlPolicy(development, OwnHosts.NONE);

  @BeforeAll
  static void readTable() throws Exception {
    try (var in = GuardPropertiesTest.class.getResourceAsStream("special-purpose-addresses.txt")) {
      refused =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> AddressBlock.parse(line.substring(0, line.indexOf(' '))))
              .toList();
    }
    assertTrue(refused.size() > 20);
  }

  private byte[] within(AddressBlock block) {
    var address = new byte[block.first().length];
    random.nextBytes(address);
    for (int bit = 0; bit < block.bits(); bit++) {
      int mask = 0x80 >> bit % 8;
      address[bit / 8] = (byte) ((address[bit / 8] & ~mask) | (block.first()[bit / 8] & mask));
    }
    return address;
  }

  private List<String> spellings(byte[] address) {
    return address.length == 4
        ? Spellings.ofIpv4(address, random)
        : Spellings.ofIpv6(address, random);
  }

  @Test
  void anAddressOfARefusedBlockIsRefusedInEverySpelling() throws Exception {
    for (var block : refused) {
      for (int i = 0; i < 8; i++) {
        byte[] bytes = within(block);
        var address = InetAddress.getByAddress(bytes);
        assertFalse(guard.allows(address), () -> address + " is allowed, seed " + SEED);
        for (String host : spellings(bytes)) {
          String url = "https://" + host + "/";
          assertInstanceOf(
              Judged.Refused.class, policy.judge(url), () -> url + " is allowed, seed " + SEED);
        }
        if (!address.isLoopbackAddress()) {
          assertFalse(development.allows(address), () -> address + " is allowed, seed " + SEED);
        }
      }
    }
  }

  /** Whatever a resolver would make of a host: what was judged is what is meant. */
  @Test
  void anAddressIsAllowedInOneSpellingOnlyAndThatMeansItself() throws Exception {
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[random.nextInt(3) == 0 ? 16 : 4];
      random.nextBytes(bytes);
      if (bytes.length == 16) {
        bytes[0] = 0x26;
      }
      for (String host : spellings(bytes)) {
        if (loopback.judge("https://" + host + "/") instanceof Judged.Allowed(var endpoint)) {
          Optional<InetAddress> posix = posix(endpoint.host());
          assertArray(bytes, endpoint.literal().orElseThrow(), host);
          posix.ifPresent(meant -> assertArray(bytes, meant, host));
          assertTrue(development.allows(endpoint.literal().get()), () -> host + ", seed " + SEED);
        }
      }
    }
  }

  private static void assertArray(byte[] expected, InetAddress meant, String host) {
    assertTrue(
        Arrays.equals(expected, meant.getAddress()), () -> host + " means another, seed " + SEED);
  }

  /** As inet_aton of the C library reads it, were the text handed to it. */
  private static Optional<InetAddress> posix(String host) {
    try {
      return Optional.of(Inet4Address.ofPosixLiteral(host));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static final String[] PIECES = {
    "https://",
    "http://",
    "HTTPS://",
    "https:/",
    "//",
    "/",
    "\\",
    "?",
    "#",
    "@",
    ":",
    ".",
    "..",
    "shop.example",
    "Shop.EXAMPLE.",
    "localhost",
    "127.0.0.1",
    "8.8.8.8",
    "10.1",
    "0x7f.1",
    "[::1]",
    "[2606:4700::1111]",
    "[::ffff:8.8.8.8]",
    "[",
    "]",
    "%",
    "%2e",
    "%00",
    "%25",
    "443",
    "8443",
    "65536",
    "0",
    "-1",
    "1024",
    "bücher.example",
    "。",
    "．",
    "ß",
    "İ",
    "\u00ad",
    "\u200b",
    "xn--",
    "xn--bcher-kva.example",
    "_",
    "-",
    "a",
    "b.c",
    "user",
    "pw",
    " ",
    "\t",
    "\n",
    "\0",
    "ﬀ",
    "①",
    "metadata.google.internal",
    "hook?a=b&c",
    "path;x=1",
    "~",
    "|",
    "{",
    "\"",
    "€",
    "\ud83c",
  };

  private String anyUrl() {
    var text = new StringBuilder(random.nextInt(4) == 0 ? "" : "https://");
    if (random.nextBoolean()) {
      text.append("shop.example");
    }
    int pieces = random.nextInt(1, 6);
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    if (random.nextInt(4) == 0) {
      text.insert(random.nextInt(text.length() + 1), (char) random.nextInt(0x250));
    }
    return text.toString();
  }

  @Test
  void whatIsAllowedIsReadAlikeByOtherParsersAndJudgesToItself() throws Exception {
    int allowed = 0;
    for (int i = 0; i < 4_000; i++) {
      String given = anyUrl();
      for (var judge : List.of(policy, loopback)) {
        if (judge.judge(given) instanceof Judged.Allowed one) {
          allowed++;
          readsAlike(one.endpoint(), given);
          assertEquals(one, judge.judge(one.url()), () -> given + ", seed " + SEED);
        }
      }
    }
    assertTrue(allowed > 100, "too few were allowed to mean anything: " + allowed);
  }

  static void readsAlike(EndpointUrl endpoint, String given) throws MalformedURLException {
    URI uri = URI.create(endpoint.text());
    URL url = uri.toURL();
    String host = endpoint.host().indexOf(':') < 0 ? endpoint.host() : '[' + endpoint.host() + ']';
    assertEquals(host, uri.getHost(), () -> given + ", seed " + SEED);
    assertEquals(host, url.getHost(), () -> given + ", seed " + SEED);
    int standard = endpoint.tls() ? 443 : 80;
    assertEquals(endpoint.port(), uri.getPort() < 0 ? standard : uri.getPort(), given);
    assertEquals(endpoint.port(), url.getPort() < 0 ? standard : url.getPort(), given);
    assertEquals(endpoint.target(), url.getFile(), given);
    assertNull(url.getUserInfo(), given);
    assertNull(url.getRef(), given);
  }
}
