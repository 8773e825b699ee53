package cloud.olympus.webhooks.outbound;

import java.util.Set;

/**
 * All that goes out from one process, behind one guard. Thread-safe.
 *
 * @param sender makes attempts
 * @param check judges URLs when they are saved
 */
public record Outbound(HttpSender sender, EndpointCheck check, GuardedResolver resolver)
    implements AutoCloseable {

  /**
   * To public addresses.
   *
   * @param allowLoopback for development only: also to this machine, and to hosts that are not up
   *     yet
   */
  public static Outbound to(boolean allowLoopback) {
    var guard = new AddressGuard(allowLoopback);
    var urls = new UrlPolicy(guard, Set.of());
    var resolver = new GuardedResolver(Lookup.system(), guard);
    return new Outbound(
        new HttpSender(urls, resolver, guard),
        new EndpointCheck(urls, resolver, !allowLoopback),
        resolver);
  }

  /** Stops every request under way, and each that comes later. */
  @Override
  public void close() {
    sender.close();
    resolver.close();
  }
}
