package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.lane.LaneKey;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Sends one request to one endpoint. Thread-safe. */
public interface Sender {

  /**
   * Makes one attempt: never throws, never follows a redirect, judges every address that it dials.
   * A connection that fails at once may be given one second try, which is of the same attempt.
   *
   * @param endpoint connections are shared within it and with no other
   * @param deadline for all of it: resolving, connecting, TLS, headers and body
   */
  Answer send(Request request, LaneKey endpoint, Duration deadline);

  /**
   * A POST.
   *
   * @param headers besides those that HTTP itself needs
   * @param body sent as it is
   * @param permit asked on the open connection, just before the request is written, each time that
   *     it is; may wait. Where it says no, nothing is written, and the attempt is {@link
   *     Failure#OWN_TROUBLE}
   */
  record Request(String url, Map<String, String> headers, byte[] body, BooleanSupplier permit) {}
}
