package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.web.Standalone;
import cloud.olympus.webhooks.web.auth.JwtSettings;
import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.settings.Settings;
import com.google.cloud.functions.HttpFunction;
import java.time.InstantSource;

/** What the function is made of where it runs alone. */
final class Wiring {

  /** The Google Cloud project whose Pub/Sub takes what is published. */
  private static final String PUBSUB_PROJECT = "PUBSUB_PROJECT";

  /** The Google Cloud project whose Firestore holds everything else. */
  private static final String FIRESTORE_PROJECT = "FIRESTORE_PROJECT";

  /** The Tink keyset that secrets are sealed with. */
  private static final String KEYSET = "KEYSET";

  private Wiring() {}

  static HttpFunction assemble(Settings settings, Log log) {
    JwtSettings.read(settings, InstantSource.system(), log);
    settings.secret(KEYSET).required();
    Standalone.withoutClient(settings, PUBSUB_PROJECT, "Pub/Sub");
    Standalone.withoutClient(settings, FIRESTORE_PROJECT, "Firestore");
    settings.check();
    throw new AssertionError("there are no stores, so the check cannot pass");
  }
}
