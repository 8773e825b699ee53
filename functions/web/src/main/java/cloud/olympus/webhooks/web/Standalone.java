package cloud.olympus.webhooks.web;

import cloud.olympus.webhooks.web.log.JsonLog;
import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.log.Severity;
import cloud.olympus.webhooks.web.settings.Settings;
import cloud.olympus.webhooks.web.settings.SettingsException;
import com.google.cloud.functions.HttpFunction;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Starts a function as the platform does, from its environment alone.
 *
 * <p>Where that does not do, it does not start on the platform: Cloud Run keeps what ran before,
 * and the log names all that is wrong. But where only secrets are awaited, which are stored after
 * the first deployment, and where somebody starts it by hand, it starts as {@link Unconfigured}.
 */
public final class Standalone {

  /** Set by Cloud Run and Cloud Functions, and by nobody else. */
  private static final String PLATFORM = "K_SERVICE";

  private Standalone() {}

  /** Makes a function of its settings. */
  @FunctionalInterface
  public interface Assembly {
    /**
     * Asks for every setting, {@linkplain Settings#check() checks} them, and then wires.
     *
     * @throws SettingsException what the check throws
     */
    HttpFunction assemble(Settings settings, Log log);
  }

  /**
   * The function, with a log of JSON lines on standard output.
   *
   * @param service its name
   * @throws SettingsException where the platform is not to start it
   */
  public static HttpFunction start(
      String service, Map<String, String> environment, Assembly assembly) {
    Log log =
        new JsonLog(
            System.out,
            InstantSource.system(),
            Severity.INFO,
            Optional.ofNullable(environment.get("GOOGLE_CLOUD_PROJECT")));
    return start(service, environment, log, assembly);
  }

  /** Likewise, with a log of the caller's. */
  public static HttpFunction start(
      String service, Map<String, String> environment, Log log, Assembly assembly) {
    try {
      return assembly.assemble(Settings.of(environment), log);
    } catch (SettingsException e) {
      var unconfigured = new Unconfigured(service, e, log);
      if (environment.containsKey(PLATFORM) && !e.isOfAwaitedSecrets()) {
        throw e;
      }
      return unconfigured;
    }
  }
}
