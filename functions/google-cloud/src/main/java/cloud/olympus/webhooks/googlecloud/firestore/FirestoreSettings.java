package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.web.settings.Settings;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.FirestoreOptions;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The settings that say which database it is: {@code WEBHOOKS_FIRESTORE_PROJECT}, {@code
 * WEBHOOKS_FIRESTORE_DATABASE} (the one named {@code (default)} unless said otherwise), and {@code
 * FIRESTORE_EMULATOR_HOST} as Google's clients know it.
 */
public final class FirestoreSettings {

  /** How long events are kept: the TTL that Terraform sets goes by {@code expire_at}. */
  public static final Duration KEPT = Duration.ofDays(30);

  private FirestoreSettings() {}

  private static void prepare(Firestore firestore) {
    // Whether it is answered is of no interest.
    var _ = firestore.collection("lanes").document("none").get();
  }

  /**
   * Asks for them; a client can be had after {@link Settings#check()}, whoever has it closes it. It
   * connects by one read of a document that is not there, while the server still starts, so that
   * the first request need not wait for that.
   */
  public static Supplier<Firestore> read(Settings settings) {
    var project = settings.text("FIRESTORE_PROJECT").required();
    var database = settings.text("FIRESTORE_DATABASE").orElse("(default)");
    var emulator = settings.foreign("FIRESTORE_EMULATOR_HOST");
    return () -> {
      var options =
          FirestoreOptions.newBuilder().setProjectId(project.get()).setDatabaseId(database.get());
      emulator.ifPresent(options::setEmulatorHost);
      var firestore = options.build().getService();
      Thread.ofPlatform().daemon().name("prepares-firestore").start(() -> prepare(firestore));
      return firestore;
    };
  }
}
