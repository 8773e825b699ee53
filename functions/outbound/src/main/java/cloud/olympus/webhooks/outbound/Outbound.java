package cloud.olympus.webhooks.outbound;

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
   * @param own where this deployment itself is reached
   */
  public static Outbound to(boolean allowLoopback, OwnHosts own) {
    var guard = new AddressGuard(allowLoopback, own);
    var urls = new UrlPolicy(guard, own);
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
