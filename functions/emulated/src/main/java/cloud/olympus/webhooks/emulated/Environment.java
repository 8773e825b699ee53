package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.local.DevelopmentKeys;
import cloud.olympus.webhooks.outbound.TinkVault;
import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What the functions have in their environment, as Terraform sets it but for emulators, with keys
 * of their own.
 */
final class Environment {

  private final Path folder;
  private final DevelopmentKeys keys;

  /** With new keys in a folder. */
  Environment(Path folder) throws Exception {
    this.folder = folder;
    this.keys = DevelopmentKeys.in(folder, new SecureRandom());
    Files.writeString(keyset(), TinkVault.generateKeyset());
    Files.writeString(folder.resolve("jwks.json"), keys.jwks());
  }

  /** What Stripe's events are signed with. */
  String stripeSecret() {
    return keys.stripeSecret().reveal();
  }

  /** A token that may do everything. */
  String token() {
    return keys.token(Instant.now());
  }

  /** What subscribers' secrets are sealed with. */
  Vault vault() throws IOException {
    return TinkVault.ofFile(keyset());
  }

  private Path keyset() {
    return folder.resolve("keyset.json");
  }

  /** A folder for what one function leaves. */
  Path folder(Deployed function) throws IOException {
    return Files.createDirectories(folder.resolve(function.artifact()));
  }

  /** The settings of a function that nobody wakes. */
  Map<String, String> of(Deployed function, Map<Emulator, String> addresses) {
    return of(function, addresses, Emulators.NOWHERE);
  }

  /**
   * The settings of a function.
   *
   * @param addresses of the emulators, {@code host:port}
   * @param forwarder base URL of the forwarder
   */
  Map<String, String> of(Deployed function, Map<Emulator, String> addresses, String forwarder) {
    Map<String, String> settings = new HashMap<>();
    settings.put("GOOGLE_CLOUD_PROJECT", Emulator.PROJECT);
    settings.put("WEBHOOKS_PUBSUB_PROJECT", Emulator.PROJECT);
    settings.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
    settings.put("PUBSUB_EMULATOR_HOST", addresses.get(Emulator.PUBSUB));
    switch (function) {
      case STRIPE_WEBHOOK -> {
        settings.put("WEBHOOKS_STRIPE_SIGNING_SECRETS", stripeSecret());
        settings.put("WEBHOOKS_STRIPE_LIVE_ONLY", "false");
      }
      case EVENT_FORWARDER -> {
        stores(settings, addresses, forwarder);
        settings.put("WEBHOOKS_OIDC", "off");
      }
      case SUBSCRIPTION_API -> {
        stores(settings, addresses, forwarder);
        settings.put("WEBHOOKS_JWT_ISSUER", DevelopmentKeys.ISSUER);
        settings.put("WEBHOOKS_JWT_AUDIENCE", DevelopmentKeys.AUDIENCE);
        settings.put("WEBHOOKS_JWT_ALGORITHMS", "ES256");
        settings.put("WEBHOOKS_JWT_JWKS_FILE", folder.resolve("jwks.json").toString());
      }
    }
    return settings;
  }

  private void stores(
      Map<String, String> settings, Map<Emulator, String> addresses, String forwarder) {
    settings.put("FIRESTORE_EMULATOR_HOST", addresses.get(Emulator.FIRESTORE));
    settings.put("CLOUD_TASKS_EMULATOR_HOST", addresses.get(Emulator.TASKS));
    settings.put("WEBHOOKS_FIRESTORE_PROJECT", Emulator.PROJECT);
    settings.put("WEBHOOKS_TASKS_QUEUES", String.join(",", Emulator.QUEUES));
    settings.put("WEBHOOKS_FORWARDER_URL", forwarder);
    settings.put("WEBHOOKS_KEYSET_FILE", keyset().toString());
    settings.put("WEBHOOKS_ALLOW_LOOPBACK", "true");
  }
}
