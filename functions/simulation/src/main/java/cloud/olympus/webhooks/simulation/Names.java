package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.outbound.AddressGuard;
import cloud.olympus.webhooks.outbound.Judged;
import cloud.olympus.webhooks.outbound.OwnHosts;
import cloud.olympus.webhooks.outbound.UrlPolicy;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the names of endpoints mean. Some change from look-up to look-up, and now and then one of
 * their addresses is one that nobody may be led to; the product's own guard judges them, and what
 * it lets pass is dialled.
 */
final class Names {

  private static final String OWN = "8.8.4.4";

  private static final InetAddress[] PUBLIC =
      addresses("1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "2001:4860:4860::8888");

  private static final InetAddress[] BAD =
      addresses(
          OWN,
          "0.0.0.0",
          "10.1.2.3",
          "100.64.0.1",
          "127.0.0.1",
          "169.254.169.254",
          "172.31.0.1",
          "192.168.0.1",
          "224.0.0.1",
          "255.255.255.255",
          "::",
          "::1",
          "::ffff:10.1.2.3",
          "64:ff9b::a01:203",
          "2002:a01:203::1",
          "fc00::1",
          "fe80::1",
          "ff02::1");

  private static final Set<InetAddress> NEVER = Set.copyOf(List.of(BAD));

  private static final OwnHosts OWN_HOSTS = OwnHosts.of(List.of(OWN));
  private static final AddressGuard GUARD = new AddressGuard(false, OWN_HOSTS);
  private static final UrlPolicy POLICY = new UrlPolicy(GUARD, OWN_HOSTS);

  private final World world;

  Names(World world) {
    this.world = world;
  }

  private static InetAddress[] addresses(String... literals) {
    return Stream.of(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  /** Dials an endpoint as a sender does: resolves, judges, connects; false where it may not. */
  boolean dial(LaneKey endpoint, String url) {
    if (!(POLICY.judge(url) instanceof Judged.Allowed)) {
      throw new AssertionError("a URL that was saved is refused: " + url);
    }
    var found = lookUp(endpoint);
    if (!GUARD.allowsAll(found)) {
      world.saw(State.ADDRESS_REFUSED);
      return false;
    }
    var dialled = world.anyOf(found);
    if (NEVER.contains(dialled)) {
      throw new AssertionError("dialled " + dialled + " of " + endpoint);
    }
    return true;
  }

  /** Those that are well keep their addresses, so that nothing keeps them from being reached. */
  private InetAddress[] lookUp(LaneKey endpoint) {
    boolean changes = world.endpoints.manner(endpoint).kind() == Manner.Kind.FLAKY;
    var found = new InetAddress[changes ? world.random.nextInt(1, 4) : 1];
    for (int i = 0; i < found.length; i++) {
      found[i] = world.anyOf(changes && world.chance(2) ? BAD : PUBLIC);
    }
    return found;
  }
}
