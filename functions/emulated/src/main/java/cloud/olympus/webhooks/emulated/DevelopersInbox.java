package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.googlecloud.firestore.FirestoreSubscriptions;
import cloud.olympus.webhooks.googlecloud.firestore.FirestoreTenantKeys;
import cloud.olympus.webhooks.local.host.FunctionHost;
import cloud.olympus.webhooks.local.inbox.Inbox;
import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import cloud.olympus.webhooks.web.log.JsonLog;
import cloud.olympus.webhooks.web.log.Severity;
import com.google.cloud.firestore.FirestoreOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The receiver of the one process, in this one, on the emulator's subscriptions and keys. */
final class DevelopersInbox {

  private DevelopersInbox() {}

  /**
   * Starts one, which runs as long as this process.
   *
   * @param firestore {@code host:port} of the emulator
   * @return its URL
   */
  static String start(Vault vault, String firestore) throws IOException {
    var store =
        FirestoreOptions.newBuilder()
            .setProjectId(Emulator.PROJECT)
            .setEmulatorHost(firestore)
            .build()
            .getService();
    var random = new SecureRandom();
    var clock = InstantSource.system();
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    var inbox =
        new Inbox(
            new FirestoreSubscriptions(store, random, System::nanoTime),
            vault,
            new FirestoreTenantKeys(store, random),
            clock,
            random,
            new JsonLog(nowhere, clock, Severity.ERROR, Optional.empty()));
    var host = new FunctionHost("127.0.0.1", 0, List.of(new FunctionHost.Mount("/", inbox)));
    host.listen();
    host.start();
    return "http://localhost:" + host.port() + Inbox.PATH;
  }
}
