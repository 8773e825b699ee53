package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.web.Standalone;
import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.settings.Settings;
import com.google.cloud.functions.HttpFunction;

/** What the function is made of where it runs alone. */
final class Wiring {

  /** The Google Cloud project whose Pub/Sub pushes, and takes dead letters. */
  private static final String PUBSUB_PROJECT = "PUBSUB_PROJECT";

  /** The Google Cloud project whose Firestore holds events, deliveries and lanes. */
  private static final String FIRESTORE_PROJECT = "FIRESTORE_PROJECT";

  /** The queue of wake-ups, {@code projects/…/locations/…/queues/…}. */
  private static final String TASKS_QUEUE = "TASKS_QUEUE";

  /** The Tink keyset that secrets are sealed with. */
  private static final String KEYSET = "KEYSET";

  /** What the OIDC tokens of all callers must be for. */
  private static final String OIDC_AUDIENCE = "OIDC_AUDIENCE";

  /** The service account that Pub/Sub pushes as. */
  private static final String OIDC_PUSH_CALLER = "OIDC_PUSH_CALLER";

  /** The service account that Cloud Tasks wakes lanes as. */
  private static final String OIDC_WAKE_CALLER = "OIDC_WAKE_CALLER";

  /** The service account that Cloud Scheduler sweeps as. */
  private static final String OIDC_SWEEP_CALLER = "OIDC_SWEEP_CALLER";

  private Wiring() {}

  static HttpFunction assemble(Settings settings, Log log) {
    settings.secret(KEYSET).required();
    settings.text(OIDC_AUDIENCE).required();
    settings.text(OIDC_PUSH_CALLER).required();
    settings.text(OIDC_WAKE_CALLER).required();
    settings.text(OIDC_SWEEP_CALLER).required();
    Standalone.withoutClient(settings, PUBSUB_PROJECT, "Pub/Sub");
    Standalone.withoutClient(settings, FIRESTORE_PROJECT, "Firestore");
    Standalone.withoutClient(settings, TASKS_QUEUE, "Cloud Tasks");
    settings.check();
    throw new AssertionError("there are no stores, so the check cannot pass");
  }
}
