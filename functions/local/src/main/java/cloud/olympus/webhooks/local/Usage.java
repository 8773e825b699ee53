package cloud.olympus.webhooks.local;

import java.util.List;

/** What {@code --help} tells. */
final class Usage {

  static final String TEXT =
      """
      Runs all of Olympus Webhooks in this process, on one port.

      Usage: olympus-webhooks [--flag=value]...

      Each setting is a flag or an environment variable; the flag wins. A flag alone means true.

        --port                    WEBHOOKS_PORT                    8080; 0 takes any that is free
        --host                    WEBHOOKS_HOST                    address to listen on: 127.0.0.1
        --data-dir                WEBHOOKS_DATA_DIR                what is kept: data
        --allow-loopback          WEBHOOKS_ALLOW_LOOPBACK          webhooks may go to this machine: true
        --own-hosts               WEBHOOKS_OWN_HOSTS               names and addresses of this program
                                                                   that no webhook may go to, between commas
        --retention-days          WEBHOOKS_RETENTION_DAYS          1 to 365: 30
        --log                     WEBHOOKS_LOG                     json, text, or auto: text on a terminal
        --quiet                   WEBHOOKS_QUIET                   no line for what went well: false
        --stripe-pass-through     WEBHOOKS_STRIPE_PASS_THROUGH     publish Stripe's other events: false
        --stripe-signing-secrets  WEBHOOKS_STRIPE_SIGNING_SECRETS  whsec_…, several between commas:
                                                                   made and kept in the data directory
        --stripe-signing-secrets-file
                                  WEBHOOKS_STRIPE_SIGNING_SECRETS_FILE
                                                                   the same, in a file
        --help, -h                                                 this text

      JAVA_25_HOME names the JDK to run on, in place of the one of the build.
      Ends with 2 where a setting is wrong, and 1 where it cannot start.
      """;

  private Usage() {}

  static boolean isAskedBy(List<String> arguments) {
    return arguments.contains("--help") || arguments.contains("-h");
  }
}
