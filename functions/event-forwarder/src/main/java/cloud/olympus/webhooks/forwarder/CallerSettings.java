package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.web.auth.GoogleCallers;
import cloud.olympus.webhooks.web.auth.JwtKeys;
import cloud.olympus.webhooks.web.settings.Settings;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * The settings that callers are known by: {@code WEBHOOKS_OIDC_AUDIENCE}, the service accounts in
 * {@code WEBHOOKS_OIDC_PUSH_CALLER}, {@code …_WAKE_CALLER} and {@code …_SWEEP_CALLER}, and {@code
 * WEBHOOKS_OIDC}: {@code signed} (the default) verifies every signature, {@code iam} is for a
 * service that IAM guards, where Cloud Run has verified it and taken it off, {@code off} checks
 * nothing and is refused anywhere but on emulators.
 */
final class CallerSettings {

  private static final String MODE = "OIDC";
  private static final String AUDIENCE = "OIDC_AUDIENCE";
  private static final String PUSH = "OIDC_PUSH_CALLER";
  private static final String WAKE = "OIDC_WAKE_CALLER";
  private static final String SWEEP = "OIDC_SWEEP_CALLER";

  private CallerSettings() {}

  /**
   * Asks for the settings; the callers can be had after {@link Settings#check()}.
   *
   * @param emulated whether the clouds are emulators, which send no tokens
   */
  static Supplier<Callers> read(Settings settings, boolean emulated, InstantSource clock) {
    String mode = settings.oneOf(MODE, "signed", "iam", "off").orElse("signed").get();
    if (mode.equals("off")) {
      if (!emulated) {
        settings.refuse(MODE, "may be off on emulators only");
      }
      settings.alsoKnown(List.of(AUDIENCE, PUSH, WAKE, SWEEP));
      return () -> Callers.TRUSTED;
    }
    Supplier<String> audience = settings.text(AUDIENCE).required();
    Supplier<String> push = settings.text(PUSH).required();
    Supplier<String> wake = settings.text(WAKE).required();
    Supplier<String> sweep = settings.text(SWEEP).required();
    return () -> {
      var keys = new JwtKeys.Fetched(GoogleCallers.KEYS);
      var google = new GoogleCallers(audience.get(), keys, mode.equals("iam"), clock);
      return (expected, call) ->
          google.require(
              switch (expected) {
                case BUS -> push.get();
                case WAKEUPS -> wake.get();
                case SCHEDULER -> sweep.get();
              },
              call);
    };
  }
}
