package cloud.olympus.webhooks.outbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Ways to write an address as the host of a URL that some parser or resolver takes for it. */
final class Spellings {

  private static final String[] DOTS = {".", "。", "．", "｡", "%2e"};

  private Spellings() {}

  /** Of an IPv4 address, the canonical one first. */
  static List<String> ofIpv4(byte[] address, RandomGenerator random) {
    long all = 0;
    for (byte octet : address) {
      all = all << 8 | (octet & 0xff);
    }
    String dotted = dotted(address);
    String high = hex(address[0], address[1]);
    String low = hex(address[2], address[3]);
    List<String> spellings = new ArrayList<>();
    spellings.add(dotted);
    spellings.add(dotted + '.');
    for (int parts = 1; parts <= 4; parts++) {
      spellings.add(posix(all, parts, random));
      spellings.add(posix(all, parts, random) + '.');
    }
    spellings.add(dotted.replace(".", DOTS[random.nextInt(DOTS.length)]));
    spellings.add(wide(dotted));
    spellings.add(encoded(dotted));
    for (String prefix :
        List.of("::", "::ffff:", "::ffff:0:", "64:ff9b::", "64:ff9b:1::", "2001::", "fe80::")) {
      spellings.add('[' + prefix + dotted + ']');
      spellings.add('[' + prefix + high + ':' + low + ']');
    }
    spellings.add("[2002:" + high + ':' + low + "::]");
    spellings.add("[0:0:0:0:0:FFFF:" + dotted + ']');
    spellings.add('[' + dotted + ']');
    spellings.add("user@" + dotted);
    spellings.add("shop.example@" + dotted);
    spellings.add("shop.example\\@" + dotted);
    spellings.add(dotted + "\\@shop.example");
    return spellings;
  }

  /** Of an IPv6 address. */
  static List<String> ofIpv6(byte[] address, RandomGenerator random) {
    var groups = new ArrayList<String>();
    for (int i = 0; i < 16; i += 2) {
      groups.add(hex(address[i], address[i + 1]));
    }
    String full = String.join(":", groups);
    String padded =
        String.join(
            ":", groups.stream().map(group -> "0".repeat(4 - group.length()) + group).toList());
    String tail = dotted(new byte[] {address[12], address[13], address[14], address[15]});
    String mixed = String.join(":", groups.subList(0, 6)) + ':' + tail;
    List<String> spellings = new ArrayList<>();
    for (String one : List.of(full, padded, mixed, compressed(full), compressed(mixed))) {
      spellings.add('[' + one + ']');
      spellings.add('[' + one.toUpperCase(Locale.ROOT) + ']');
      spellings.add('[' + one + "%25eth0]");
      spellings.add('[' + one + "%1]");
    }
    spellings.add(full);
    spellings.add("user@[" + full + ']');
    spellings.add("[v" + random.nextInt(10) + '.' + full + ']');
    return spellings;
  }

  private static String dotted(byte[] octets) {
    var text = new StringBuilder();
    for (byte octet : octets) {
      text.append(text.isEmpty() ? "" : ".").append(octet & 0xff);
    }
    return text.toString();
  }

  private static String hex(byte high, byte low) {
    return Integer.toHexString((high & 0xff) << 8 | (low & 0xff));
  }

  /** As inet_aton reads it: the last part fills what the others leave. */
  private static String posix(long all, int parts, RandomGenerator random) {
    var text = new StringBuilder();
    for (int i = 0; i < parts - 1; i++) {
      text.append(number(all >> (24 - 8 * i) & 0xff, random)).append('.');
    }
    long rest = all & (0xffff_ffffL >>> (8 * (parts - 1)));
    return text.append(number(rest, random)).toString();
  }

  private static String number(long value, RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0 -> "0" + Long.toOctalString(value);
      case 1 -> "000" + Long.toOctalString(value);
      case 2 -> "0x" + Long.toHexString(value);
      case 3 -> "0X" + Long.toHexString(value).toUpperCase(Locale.ROOT);
      case 4 -> "00" + value;
      default -> Long.toString(value);
    };
  }

  private static String wide(String dotted) {
    var text = new StringBuilder();
    dotted.chars().forEach(c -> text.append((char) (c - '!' + '！')));
    return text.toString();
  }

  private static String encoded(String dotted) {
    var text = new StringBuilder();
    dotted.chars().forEach(c -> text.append('%').append(Integer.toHexString(c)));
    return text.toString();
  }

  /** The first run of zeros left out. */
  private static String compressed(String groups) {
    return groups.replaceFirst("(^|:)0(:0)+(:|$)", "::");
  }
}
