package cloud.olympus.webhooks.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.web.settings.SecretText;
import cloud.olympus.webhooks.web.settings.Settings;
import cloud.olympus.webhooks.web.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripeSettingsTest {

  @Test
  void nothingSetIsADeployableFunctionThatWaitsForItsSecret() {
    StripeSettings settings = read(Map.of());

    assertEquals(List.of(), settings.signingSecrets().get());
    assertTrue(settings.liveOnly());
    assertFalse(settings.passThrough());
  }

  @Test
  void allCanBeSet() {
    StripeSettings settings =
        read(
            Map.of(
                "WEBHOOKS_STRIPE_SIGNING_SECRETS",
                Desk.SECRET + ", " + Desk.OLD_SECRET,
                "WEBHOOKS_STRIPE_LIVE_ONLY",
                "false",
                "WEBHOOKS_STRIPE_PASS_THROUGH",
                "true"));

    assertEquals(
        List.of(SecretText.of(Desk.SECRET), SecretText.of(Desk.OLD_SECRET)),
        settings.signingSecrets().get());
    assertFalse(settings.liveOnly());
    assertTrue(settings.passThrough());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"whsec_", "secret", "sk_live_0123456789abcdef", "whsec_a b", "whsec_short"})
  void aMalformedSecretStopsTheStartAndIsNotShown(String secret) {
    var environment = Map.of("WEBHOOKS_STRIPE_SIGNING_SECRETS", Desk.SECRET + "," + secret);

    var refused = assertThrows(SettingsException.class, () -> read(environment));

    assertEquals("WEBHOOKS_STRIPE_SIGNING_SECRETS", refused.problems().getFirst().name());
    assertFalse(String.valueOf(refused.getMessage()).contains(Desk.SECRET));
  }

  @Test
  void aFileThatIsToComeIsNoMistake(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("signing-secrets");
    var environment = Map.of("WEBHOOKS_STRIPE_SIGNING_SECRETS_FILE", file.toString());
    assertEquals(List.of(), read(environment).signingSecrets().get());

    Files.writeString(file, Desk.SECRET + "\n" + Desk.OLD_SECRET + "\n");

    assertEquals(
        List.of(SecretText.of(Desk.SECRET), SecretText.of(Desk.OLD_SECRET)),
        read(environment).signingSecrets().get());
  }

  @Test
  void secretsAreNotPrinted() {
    assertFalse(Desk.OPEN.toString().contains("test_secret"), Desk.OPEN.toString());
  }

  private static StripeSettings read(Map<String, String> environment) {
    var settings = Settings.of(environment);
    var stripe = StripeSettings.ask(settings, true, (_, _, _, _) -> {});
    settings.check();
    return stripe.get();
  }
}
