package cloud.olympus.webhooks.googlecloud;

import cloud.olympus.webhooks.web.settings.Settings;
import java.util.List;
import java.util.function.Supplier;

/** Tells whether this deployment is one of emulators, where some safeguards may be off. */
public final class Emulators {

  private static final List<String> HOSTS =
      List.of("FIRESTORE_EMULATOR_HOST", "PUBSUB_EMULATOR_HOST", "CLOUD_TASKS_EMULATOR_HOST");

  private static final String LOOPBACK = "ALLOW_LOOPBACK";

  private Emulators() {}

  /** Whether every client is sent to an emulator. */
  public static boolean all(Settings settings) {
    return HOSTS.stream().allMatch(host -> settings.foreign(host).isPresent());
  }

  /**
   * {@code WEBHOOKS_ALLOW_LOOPBACK}: whether webhooks may go to this machine; on emulators only.
   */
  public static Supplier<Boolean> loopback(Settings settings) {
    var allowed = settings.flag(LOOPBACK).orElse(false);
    if (allowed.get() && !all(settings)) {
      settings.refuse(LOOPBACK, "may be true on emulators only");
    }
    return allowed;
  }
}
