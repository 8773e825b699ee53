package cloud.olympus.webhooks.outbound;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Judges whether a subscriber's address may be dialled: only public unicast addresses are, by the
 * table {@code special-purpose-addresses.txt}. Addresses that embed another (IPv4-mapped, NAT64,
 * 6to4, Teredo) are refused whole. Thread-safe.
 */
public final class AddressGuard {

  private static final List<AddressBlock> REFUSED = table();

  private final boolean allowLoopback;
  private final OwnHosts own;

  /**
   * A guard.
   *
   * @param allowLoopback for development only: lets 127.0.0.0/8 and ::1 pass, and nothing else
   * @param own whose addresses are refused whatever else is allowed
   */
  public AddressGuard(boolean allowLoopback, OwnHosts own) {
    this.allowLoopback = allowLoopback;
    this.own = own;
  }

  /** Whether connections to the address may be made. */
  public boolean allows(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (own.hasAddress(bytes)) {
      return false;
    }
    if (address.isLoopbackAddress()) {
      return allowLoopback;
    }
    for (var block : REFUSED) {
      if (block.contains(bytes)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether connections to a host of these addresses may be made: one bad address refuses it, since
   * which of them is dialled is not in our hands (DNS rebinding).
   */
  public boolean allowsAll(InetAddress... addresses) {
    for (var address : addresses) {
      if (!allows(address)) {
        return false;
      }
    }
    return true;
  }

  boolean allowsLoopback() {
    return allowLoopback;
  }

  private static List<AddressBlock> table() {
    String name = "special-purpose-addresses.txt";
    try (var in = AddressGuard.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> AddressBlock.parse(line.substring(0, line.indexOf(' '))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
