package cloud.olympus.webhooks.googlecloud.pubsub;

import cloud.olympus.webhooks.web.settings.Settings;
import java.util.function.Supplier;

/**
 * The settings that say where the topics are: {@code WEBHOOKS_PUBSUB_PROJECT}, {@code
 * WEBHOOKS_PUBSUB_REGION}, and {@code PUBSUB_EMULATOR_HOST} as Google's clients know it.
 */
public final class PubSubSettings {

  private PubSubSettings() {}

  /** Asks for them; they can be had after {@link Settings#check()}. */
  public static Supplier<PubSub> read(Settings settings) {
    var project = settings.text("PUBSUB_PROJECT").required();
    var region = settings.text("PUBSUB_REGION").optional();
    var emulator = settings.foreign("PUBSUB_EMULATOR_HOST");
    return () -> new PubSub(project.get(), region.get(), emulator);
  }
}
