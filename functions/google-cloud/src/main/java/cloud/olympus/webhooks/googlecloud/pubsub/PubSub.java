package cloud.olympus.webhooks.googlecloud.pubsub;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import java.time.Duration;
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

  private static final int KEEP_ALIVE_SECONDS = 60;

  TransportChannelProvider channels() {
    var builder =
        TopicAdminSettings.defaultGrpcTransportProviderBuilder()
            .setKeepAliveTimeDuration(Duration.ofSeconds(KEEP_ALIVE_SECONDS));
    return emulator
        .map(
            address ->
                builder.setEndpoint(address).setChannelConfigurator(c -> c.usePlaintext()).build())
        .orElseGet(builder::build);
  }

  /** Empty for the client's own. */
  Optional<String> endpoint() {
    return emulator.or(() -> region.map(name -> name + "-pubsub.googleapis.com:443"));
  }

  /** Empty for those of the service account that runs this. */
  Optional<CredentialsProvider> credentials() {
    return emulator.map(_ -> NoCredentialsProvider.create());
  }
}
