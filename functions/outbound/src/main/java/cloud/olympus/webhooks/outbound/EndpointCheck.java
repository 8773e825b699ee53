package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.event.Violation;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Judges a URL when it is saved, its present addresses included, so that the tenant sees an error
 * early. Every connection is judged again. Thread-safe.
 */
public final class EndpointCheck {

  private final UrlPolicy policy;
  private final GuardedResolver resolver;
  private final boolean mustResolve;

  /**
   * A check.
   *
   * @param mustResolve whether a host without addresses is refused; in development it need not be
   *     up yet
   */
  public EndpointCheck(UrlPolicy policy, GuardedResolver resolver, boolean mustResolve) {
    this.policy = policy;
    this.resolver = resolver;
    this.mustResolve = mustResolve;
  }

  /** What is wrong with a URL now; empty where nothing is. Blocks as {@link #judgeNow}. */
  public List<Violation> violations(String url) {
    return judgeNow(url) instanceof Judged.Refused refused ? refused.violations() : List.of();
  }

  /** Blocks for at most {@link GuardedResolver#LIMIT}. */
  public Judged judgeNow(String url) {
    Judged judged = policy.judge(url);
    return judged instanceof Judged.Allowed allowed && allowed.endpoint().literal().isEmpty()
        ? resolved(allowed)
        : judged;
  }

  private Judged resolved(Judged.Allowed allowed) {
    try {
      resolver.resolve(allowed.endpoint().host());
      return allowed;
    } catch (LookupRefused e) {
      return switch (e.failure()) {
        case ADDRESS_REFUSED ->
            Judged.Refused.because("address_refused", "must have public addresses only");
        case DNS_ERROR -> unresolved(allowed);
        // Our own trouble: the tenant must not wait for it, and each connection is judged anyway.
        default -> allowed;
      };
    } catch (UnknownHostException e) {
      return unresolved(allowed);
    }
  }

  private Judged unresolved(Judged.Allowed allowed) {
    return mustResolve
        ? Judged.Refused.because(Failure.DNS_ERROR.code(), "has no address in DNS")
        : allowed;
  }
}
