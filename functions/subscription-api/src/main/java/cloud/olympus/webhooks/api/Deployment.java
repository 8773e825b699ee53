package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.web.Health;
import cloud.olympus.webhooks.web.Router;
import cloud.olympus.webhooks.web.Unconfigured;
import cloud.olympus.webhooks.web.auth.JwtSettings;
import cloud.olympus.webhooks.web.log.JsonLog;
import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.log.Severity;
import cloud.olympus.webhooks.web.settings.Settings;
import cloud.olympus.webhooks.web.settings.SettingsException;
import com.google.cloud.functions.HttpFunction;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds the function from the environment of its deployment. */
final class Deployment {

  private Deployment() {}

  static HttpFunction fromEnvironment() {
    var clock = InstantSource.system();
    return of(
        System.getenv(), clock, new JsonLog(System.out, clock, Severity.INFO, Optional.empty()));
  }

  /**
   * Where settings are missing or wrong, a function that says which. Its stores on Google Cloud are
   * not built yet, so that a complete one answers {@code /health} with that.
   */
  static HttpFunction of(Map<String, String> environment, InstantSource clock, Log log) {
    var settings = Settings.of(environment);
    var authenticator = JwtSettings.read(settings, clock);
    settings.text("PROJECT").required();
    settings.text("EVENTS_TOPIC").required();
    settings.secret("KEYSET").required();
    try {
      settings.check();
    } catch (SettingsException e) {
      return new Unconfigured(SubscriptionApi.SERVICE, e, log);
    }
    return Router.builder(log, new SecureRandom())
        .authenticator(authenticator.get())
        .route(
            Health.route(
                SubscriptionApi.SERVICE,
                () -> List.of("The stores on Google Cloud are not part of this version.")))
        .build();
  }
}
