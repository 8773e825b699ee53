package cloud.olympus.webhooks.googlecloud.pubsub;

import java.util.Optional;

/**
 * Where the topics are.
 *
 * @param project the project's id
 * @param region for messages that must stay in order, whose publishers must all use one region's
 *     endpoint; empty for the global one
 * @param emulator {@code host:port} of an emulator, which takes no credentials; empty for Google's
 */
public record PubSub(String project, Optional<String> region, Optional<String> emulator) {

  /** Google's own, of the region or the global one. */
  String host() {
    return region.map(name -> name + "-pubsub").orElse("pubsub") + ".googleapis.com";
  }
}
