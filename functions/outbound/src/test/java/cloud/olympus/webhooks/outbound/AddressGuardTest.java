package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

  private final AddressGuard guard = new AddressGuard(false, OwnHosts.NONE);
  private final AddressGuard development = new AddressGuard(true, OwnHosts.NONE);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.100.100.200",
        "100.127.255.255",
        "168.63.129.16",
        "169.254.0.0",
        "169.254.169.254",
        "169.254.170.2",
        "169.254.42.42",
        "169.254.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.0",
        "192.0.0.192",
        "192.0.0.255",
        "192.0.2.1",
        "192.31.196.1",
        "192.52.193.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "192.175.48.1",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::7f00:1",
        "::a00:1",
        "::ffff:0:7f00:1", // IPv4-translated
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "64:ff9c::1",
        "100::1",
        "1fff:ffff::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:1ff:ffff::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::",
        "2620:4f:8000::1",
        "3fff::1",
        "3fff:fff:ffff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fd20:ce::254",
        "fd00:42::42",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "ffff::1"
      })
  void anAddressThatIsNotPublicUnicastIsRefusedAlwaysAndEverywhere(String address) {
    var judged = InetAddress.ofLiteral(address);

    assertFalse(guard.allows(judged));
    assertFalse(development.allows(judged));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "168.63.129.17",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "2000::1",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2001:db7:ffff::1",
        "2001:db9::1",
        "2003::1",
        "2606:4700::1111",
        "2620:4f:8001::1",
        "2a00:1450::1",
        "3ffe:ffff::1",
        "3fff:1000::1"
      })
  void aPublicUnicastAddressIsAllowed(String address) {
    assertTrue(guard.allows(InetAddress.ofLiteral(address)));
    assertTrue(development.allows(InetAddress.ofLiteral(address)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.0", "127.0.0.1", "127.1.2.3", "127.255.255.255", "::1"})
  void loopbackIsAllowedInDevelopmentAlone(String address) {
    assertFalse(guard.allows(InetAddress.ofLiteral(address)));
    assertTrue(development.allows(InetAddress.ofLiteral(address)));
  }

  @Test
  void anIpv4AddressMappedIntoIpv6IsRefusedWhole() throws UnknownHostException {
    var bytes = new byte[16];
    bytes[10] = -1;
    bytes[11] = -1;
    bytes[12] = 8;
    bytes[13] = 8;
    bytes[14] = 8;
    bytes[15] = 8;

    // The JDK's other factories turn it into an IPv4 address, which is judged as such.
    assertFalse(guard.allows(Inet6Address.getByAddress(null, bytes, -1)));
    assertTrue(guard.allows(InetAddress.getByAddress(bytes)));
  }

  @Test
  void aBlockThatIsNoneIsAnError() {
    assertThrows(IllegalArgumentException.class, () -> AddressBlock.parse("10.0.0.0/33"));
    assertEquals(16, AddressBlock.parse("fe80::/10").first().length);
  }
}
