package cloud.olympus.webhooks.stripe;

import cloud.olympus.webhooks.web.Unconfigured;
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

  /** The Google Cloud project whose Pub/Sub carries the events. */
  private static final String PUBSUB_PROJECT = "PUBSUB_PROJECT";

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
    var settings = Settings.of(environment);
    StripeSettings.ask(settings, true);
    settings.secrets(StripeSettings.SIGNING_SECRETS).required();
    settings.text(PUBSUB_PROJECT).required();
    // Noted only where the name is there, since a missing one is noted above.
    settings.refuse(PUBSUB_PROJECT, "cannot be used: this build has no client for Pub/Sub");
    try {
      settings.check();
      throw new AssertionError("there is no bus, so the check cannot pass");
    } catch (SettingsException e) {
      return new Unconfigured(StripeWebhook.SERVICE, e, log);
    }
  }
}
