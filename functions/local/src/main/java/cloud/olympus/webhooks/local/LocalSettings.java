package cloud.olympus.webhooks.local;

import cloud.olympus.webhooks.outbound.OwnHosts;
import cloud.olympus.webhooks.web.settings.SecretText;
import cloud.olympus.webhooks.web.settings.Settings;
import cloud.olympus.webhooks.web.settings.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the one process runs. Each setting is an environment variable {@code WEBHOOKS_…} or a flag:
 * {@code WEBHOOKS_DATA_DIR=x} is {@code --data-dir=x}; the flag wins.
 *
 * @param host address to listen on
 * @param port 0 for any that is free
 * @param dataDir holds the database, the keyset and the development keys
 * @param stripeSecrets empty for one made and kept in the data directory
 * @param stripePassThrough whether Stripe's other events are published as {@code stripe.…}
 * @param retention how long events are kept
 * @param logFormat {@code json}, {@code text}, or {@code auto}: text on a terminal
 * @param allowLoopback the development switch that lets webhooks go to this machine
 * @param ownHosts where this program itself is reached from outside
 * @param quiet without a line for each attempt that succeeded
 */
record LocalSettings(
    String host,
    int port,
    Path dataDir,
    List<SecretText> stripeSecrets,
    boolean stripePassThrough,
    Duration retention,
    String logFormat,
    boolean allowLoopback,
    OwnHosts ownHosts,
    boolean quiet) {

  static LocalSettings read(Map<String, String> environment, Flags flags) throws SettingsException {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(flags.settings());
    var settings = Settings.of(all);
    var host = settings.text("HOST").orElse("127.0.0.1");
    var port = settings.integer("PORT", 0, 65_535).orElse(8080);
    var dataDir = settings.path("DATA_DIR").orElse(Path.of("data"));
    var stripeSecrets = settings.secrets("STRIPE_SIGNING_SECRETS").optional();
    var passThrough = settings.flag("STRIPE_PASS_THROUGH").orElse(false);
    var retentionDays = settings.integer("RETENTION_DAYS", 1, 365).orElse(30);
    var log = settings.oneOf("LOG", "auto", "json", "text").orElse("auto");
    var allowLoopback = settings.flag("ALLOW_LOOPBACK").orElse(true);
    var ownHosts = settings.list("OWN_HOSTS", OwnHosts::of).orElse(OwnHosts.NONE);
    var quiet = settings.flag("QUIET").orElse(false);
    settings.check();
    return new LocalSettings(
        host.get(),
        port.get(),
        dataDir.get(),
        stripeSecrets.get().orElse(List.of()),
        passThrough.get(),
        Duration.ofDays(retentionDays.get()),
        log.get(),
        allowLoopback.get(),
        ownHosts.get(),
        quiet.get());
  }

  /** Whether logs are for a person. */
  boolean logsAreText() {
    return logFormat.equals("text")
        || (logFormat.equals("auto") && Optional.ofNullable(System.console()).isPresent());
  }
}
