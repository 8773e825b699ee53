package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.web.Unconfigured;
import cloud.olympus.webhooks.web.auth.JwtSettings;
import cloud.olympus.webhooks.web.log.JsonLog;
import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.log.Severity;
import cloud.olympus.webhooks.web.settings.Settings;
import cloud.olympus.webhooks.web.settings.SettingsException;
import com.google.cloud.functions.HttpFunction;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** What the function is made of where it runs alone. */
final class Wiring {

  /** The Google Cloud project whose Pub/Sub takes what is published. */
  private static final String PUBSUB_PROJECT = "PUBSUB_PROJECT";

  /** The Google Cloud project whose Firestore holds everything else. */
  private static final String FIRESTORE_PROJECT = "FIRESTORE_PROJECT";

  /** The Tink keyset that secrets are sealed with. */
  private static final String KEYSET = "KEYSET";

  private Wiring() {}

  /**
   * Never throws for what the environment says: a function that did not start could not tell why.
   */
  static HttpFunction fromEnvironment(Map<String, String> environment) {
    Log log =
        new JsonLog(
            System.out,
            InstantSource.system(),
            Severity.INFO,
            Optional.ofNullable(environment.get("GOOGLE_CLOUD_PROJECT")));
    return fromEnvironment(environment, log);
  }

  static HttpFunction fromEnvironment(Map<String, String> environment, Log log) {
    var settings = Settings.of(environment);
    JwtSettings.read(settings, InstantSource.system());
    settings.secret(KEYSET).required();
    settings.text(PUBSUB_PROJECT).required();
    settings.text(FIRESTORE_PROJECT).required();
    // Noted only where the name is there, since a missing one is noted above.
    settings.refuse(PUBSUB_PROJECT, "cannot be used: this build has no client for Pub/Sub");
    settings.refuse(FIRESTORE_PROJECT, "cannot be used: this build has no client for Firestore");
    try {
      settings.check();
      throw new AssertionError("there are no stores, so the check cannot pass");
    } catch (SettingsException e) {
      return new Unconfigured(SubscriptionApi.SERVICE, e, log);
    }
  }
}
