package cloud.olympus.webhooks.outbound;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where this deployment itself is reached, and where it calls from: no webhook goes there, or it
 * could call itself without end. Immutable.
 */
public final class OwnHosts {

  /** None are known. */
  public static final OwnHosts NONE = new OwnHosts(Set.of(), List.of(), List.of());

  private final Set<String> names;
  private final List<Family> families;
  private final List<AddressBlock> blocks;

  private OwnHosts(Set<String> names, List<Family> families, List<AddressBlock> blocks) {
    this.names = Set.copyOf(names);
    this.families = List.copyOf(families);
    this.blocks = List.copyOf(blocks);
  }

  /**
   * Reads names, families of names whose first label ends as a platform pleases such as {@code
   * hooks-*.a.run.app}, addresses, and blocks of addresses such as {@code 203.0.113.0/28}.
   *
   * @throws IllegalArgumentException where one is none of these; the message tells which, and not
   *     what it says
   */
  public static OwnHosts of(List<String> entries) {
    var names = new HashSet<String>();
    var families = new ArrayList<Family>();
    var blocks = new ArrayList<AddressBlock>();
    for (int i = 0; i < entries.size(); i++) {
      String host = entries.get(i).toLowerCase(Locale.ROOT);
      if (isName(host)) {
        names.add(host);
      } else if (Family.isFamily(host)) {
        families.add(Family.parse(host));
      } else {
        blocks.add(block(host, i + 1));
      }
    }
    return new OwnHosts(names, families, blocks);
  }

  private static boolean isName(String host) {
    return HostText.isQualifiedName(host) && !HostText.endsInNumber(host);
  }

  /** Names that differ in how their first label ends. */
  private record Family(String start, String end) {
    static boolean isFamily(String text) {
      int dot = text.indexOf('.');
      return dot > 0 && text.indexOf('*') == dot - 1 && isName(text.replace("*.", "x."));
    }

    static Family parse(String text) {
      int star = text.indexOf('*');
      return new Family(text.substring(0, star), text.substring(star + 1));
    }

    boolean has(String host) {
      return host.startsWith(start)
          && host.indexOf('.') == host.length() - end.length()
          && host.endsWith(end);
    }
  }

  private static AddressBlock block(String text, int number) {
    int slash = text.indexOf('/');
    try {
      if (!HostText.isAddress(slash < 0 ? text : text.substring(0, slash))) {
        throw new IllegalArgumentException("no address in its canonical spelling");
      }
      return slash < 0 ? AddressBlock.of(text) : AddressBlock.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "entry " + number + " is no full name, no address and no block of addresses", e);
    }
  }

  /** Whether the lower-case name is one of them, of a family of them, or below one. */
  boolean hasName(String host) {
    return names.stream().anyMatch(name -> HostText.isWithin(host, name))
        || families.stream().anyMatch(family -> family.has(host));
  }

  /** Whether the address is one of them. */
  boolean hasAddress(byte[] address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }
}
