package cloud.olympus.webhooks.stripe;

import cloud.olympus.webhooks.web.Standalone;
import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.settings.Settings;
import com.google.cloud.functions.HttpFunction;

/** What the function is made of where it runs alone. */
final class Wiring {

  /** The Google Cloud project whose Pub/Sub carries the events. */
  private static final String PUBSUB_PROJECT = "PUBSUB_PROJECT";

  private Wiring() {}

  static HttpFunction assemble(Settings settings, Log log) {
    StripeSettings.ask(settings, true, log);
    Standalone.withoutClient(settings, PUBSUB_PROJECT, "Pub/Sub");
    settings.check();
    throw new AssertionError("there is no bus, so the check cannot pass");
  }
}
