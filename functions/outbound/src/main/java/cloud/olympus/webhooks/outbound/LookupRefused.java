package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.delivery.Failure;
import java.net.UnknownHostException;

/** A host that nothing is sent to, or whose addresses could not be asked for. */
final class LookupRefused extends UnknownHostException {
  private static final long serialVersionUID = 1;

  private final Failure failure;

  LookupRefused(Failure failure) {
    super(failure.code());
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
