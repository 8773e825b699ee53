package cloud.olympus.webhooks.outbound;

import java.net.InetAddress;

/** A CIDR block of IPv4 or IPv6 addresses. */
record AddressBlock(byte[] first, int bits) {

  /** Reads {@code 10.0.0.0/8} or {@code fe80::/10}. */
  static AddressBlock parse(String cidr) {
    int slash = cidr.indexOf('/');
    byte[] first = InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
    int bits = Integer.parseInt(cidr, slash + 1, cidr.length(), 10);
    if (bits < 0 || bits > first.length * 8) {
      throw new IllegalArgumentException("not a block: " + cidr);
    }
    return new AddressBlock(first, bits);
  }

  /** The block of one address. */
  static AddressBlock of(String address) {
    byte[] only = InetAddress.ofLiteral(address).getAddress();
    return new AddressBlock(only, only.length * 8);
  }

  /** Whether the address is of the same family and inside. */
  boolean contains(byte[] address) {
    if (address.length != first.length) {
      return false;
    }
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (address[i] != first[i]) {
        return false;
      }
    }
    int rest = bits % 8;
    return rest == 0 || ((address[whole] ^ first[whole]) & 0xff) >> (8 - rest) == 0;
  }
}
