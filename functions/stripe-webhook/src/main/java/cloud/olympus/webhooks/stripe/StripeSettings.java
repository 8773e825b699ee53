package cloud.olympus.webhooks.stripe;

import cloud.olympus.webhooks.web.settings.SecretText;
import cloud.olympus.webhooks.web.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What the function is told. Immutable.
 *
 * @param signingSecrets each may have signed an event, so that a roll needs no pause; empty until
 *     Stripe has given one, which it does only once the URL is known
 * @param liveOnly whether events of Stripe's test mode are acknowledged and dropped
 * @param passThrough whether events without a name of ours are published as {@code stripe.<type>}
 */
public record StripeSettings(
    List<SecretText> signingSecrets, boolean liveOnly, boolean passThrough) {

  /** Between commas or line breaks, or in the file that this name and {@code _FILE} give. */
  public static final String SIGNING_SECRETS = "STRIPE_SIGNING_SECRETS";

  /** {@code true} or {@code false}. */
  public static final String LIVE_ONLY = "STRIPE_LIVE_ONLY";

  /** {@code true} or {@code false}, which is the default. */
  public static final String PASS_THROUGH = "STRIPE_PASS_THROUGH";

  private static final Pattern SECRET = Pattern.compile("whsec_[A-Za-z0-9+/=_-]{16,128}");

  public StripeSettings {
    signingSecrets = List.copyOf(signingSecrets);
  }

  /**
   * Asks for them. The supplier gives them once {@link Settings#check} has passed.
   *
   * @param liveOnlyByDefault true in the cloud
   */
  public static Supplier<StripeSettings> ask(Settings settings, boolean liveOnlyByDefault) {
    Supplier<Optional<List<SecretText>>> secrets = settings.secrets(SIGNING_SECRETS).optional();
    Supplier<Boolean> liveOnly = settings.flag(LIVE_ONLY).orElse(liveOnlyByDefault);
    Supplier<Boolean> passThrough = settings.flag(PASS_THROUGH).orElse(false);
    boolean malformed =
        secrets.get().orElse(List.of()).stream()
            .anyMatch(secret -> !SECRET.matcher(secret.reveal()).matches());
    if (malformed) {
      settings.refuse(SIGNING_SECRETS, "has an entry that is no signing secret (whsec_...)");
    }
    return () ->
        new StripeSettings(secrets.get().orElse(List.of()), liveOnly.get(), passThrough.get());
  }
}
