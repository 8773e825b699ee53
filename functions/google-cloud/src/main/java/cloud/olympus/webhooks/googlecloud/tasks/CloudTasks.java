package cloud.olympus.webhooks.googlecloud.tasks;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where wake-ups wait and whom they call.
 *
 * @param queues full names, {@code projects/…/locations/…/queues/…}, at least one; a lane keeps to
 *     one of them, so their number and order may change only while none of them holds a wake-up
 * @param forwarder base URL of the event forwarder
 * @param caller the service account that calls it, and for whom its tokens are; empty on an
 *     emulator
 * @param emulator {@code host:port} of an emulator, which takes no credentials; empty for Google's
 */
public record CloudTasks(
    List<String> queues, URI forwarder, Optional<Caller> caller, Optional<String> emulator) {

  /**
   * As whom a task calls.
   *
   * @param email of the service account
   * @param audience of its OIDC token
   */
  public record Caller(String email, String audience) {}

  public CloudTasks {
    queues = List.copyOf(queues);
    if (queues.isEmpty()) {
      throw new IllegalArgumentException("at least one queue is needed");
    }
  }
}
