package cloud.olympus.webhooks.stripe;

import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.settings.LiveText;
import cloud.olympus.webhooks.web.settings.SecretText;
import cloud.olympus.webhooks.web.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What the function is told. Immutable.
 *
 * @param signingSecrets those of the moment, each of which may have signed an event, so that a roll
 *     needs no pause; none until Stripe has given one, which it does only once the URL is known
 * @param liveOnly whether events of Stripe's test mode are acknowledged and dropped
 * @param passThrough whether events without a name of ours are published as {@code stripe.<type>}
 */
public record StripeSettings(
    Supplier<List<SecretText>> signingSecrets, boolean liveOnly, boolean passThrough) {

  /** Between commas or line breaks, or in the file that this name and {@code _FILE} give. */
  public static final String SIGNING_SECRETS = "STRIPE_SIGNING_SECRETS";

  /** {@code true} or {@code false}. */
  public static final String LIVE_ONLY = "STRIPE_LIVE_ONLY";

  /** {@code true} or {@code false}, which is the default. */
  public static final String PASS_THROUGH = "STRIPE_PASS_THROUGH";

  private static final Pattern SECRET = Pattern.compile("whsec_[A-Za-z0-9+/=_-]{16,128}");

  /**
   * Asks for them. The supplier gives them once {@link Settings#check} has passed.
   *
   * @param liveOnlyByDefault true in the cloud
   */
  public static Supplier<StripeSettings> ask(
      Settings settings, boolean liveOnlyByDefault, Log log) {
    Supplier<Optional<LiveText>> secrets = settings.awaited(SIGNING_SECRETS).optional();
    Supplier<Boolean> liveOnly = settings.flag(LIVE_ONLY).orElse(liveOnlyByDefault);
    Supplier<Boolean> passThrough = settings.flag(PASS_THROUGH).orElse(false);
    Supplier<List<SecretText>> signing = List::of;
    try {
      if (secrets.get().isPresent()) {
        signing = secrets.get().get().parsed(StripeSettings::secrets, log);
      }
    } catch (IllegalArgumentException e) {
      settings.refuse(SIGNING_SECRETS, String.valueOf(e.getMessage()));
    }
    var read = signing;
    return () -> new StripeSettings(read, liveOnly.get(), passThrough.get());
  }

  private static List<SecretText> secrets(Optional<String> text) {
    List<String> entries = text.map(Settings::entries).orElse(List.of());
    if (!entries.stream().allMatch(SECRET.asMatchPredicate())) {
      throw new IllegalArgumentException("has an entry that is no signing secret (whsec_...)");
    }
    return entries.stream().map(SecretText::of).toList();
  }
}
