package cloud.olympus.webhooks.googlecloud.tasks;

import cloud.olympus.webhooks.web.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The settings of wake-ups: {@code WEBHOOKS_TASKS_QUEUES}, {@code WEBHOOKS_FORWARDER_URL}, as whom
 * they call ({@code WEBHOOKS_OIDC_WAKE_CALLER}, {@code WEBHOOKS_OIDC_AUDIENCE}), and {@code
 * CLOUD_TASKS_EMULATOR_HOST}, where nobody is asked who calls.
 */
public final class CloudTasksSettings {

  private static final String QUEUES = "TASKS_QUEUES";
  private static final String FORWARDER = "FORWARDER_URL";
  private static final Pattern QUEUE =
      Pattern.compile("projects/[^/]+/locations/[^/]+/queues/[A-Za-z0-9-]{1,100}");

  private CloudTasksSettings() {}

  /** Asks for them; they can be had after {@link Settings#check()}. */
  public static Supplier<CloudTasks> read(Settings settings) {
    var queues = settings.list(QUEUES);
    if (!queues.optional().get().orElse(List.of()).stream().allMatch(QUEUE.asMatchPredicate())) {
      settings.refuse(QUEUES, "has an entry that is not projects/.../locations/.../queues/...");
    }
    var names = queues.required();
    var caller = settings.text("OIDC_WAKE_CALLER");
    var audience = settings.text("OIDC_AUDIENCE");
    var emulator = settings.foreign("CLOUD_TASKS_EMULATOR_HOST");
    if (emulator.isPresent()) {
      var forwarder = settings.webUri(FORWARDER).required();
      return () -> new CloudTasks(names.get(), forwarder.get(), Optional.empty(), emulator);
    }
    var forwarder = settings.httpsUri(FORWARDER).required();
    var email = caller.required();
    var whom = audience.required();
    return () ->
        new CloudTasks(
            names.get(),
            forwarder.get(),
            Optional.of(new CloudTasks.Caller(email.get(), whom.get())),
            emulator);
  }
}
