package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.testkit.emulator.Emulator;
import cloud.olympus.webhooks.testkit.emulator.EmulatorProcess;
import java.util.Map;

/** Those that a function alone needs: Pub/Sub pushes nowhere, and tasks call nobody. */
final class Emulators implements AutoCloseable {

  /** A URL at which nobody listens. */
  static final String NOWHERE = "http://127.0.0.1:1";

  private final EmulatorProcess firestore = EmulatorProcess.start(Emulator.FIRESTORE);
  private final EmulatorProcess pubSub = EmulatorProcess.start(Emulator.PUBSUB);
  private final EmulatorProcess tasks = EmulatorProcess.start(Emulator.TASKS);

  /** Starts them. */
  Emulators() throws Exception {
    Topics.create(pubSub.address(), NOWHERE);
  }

  /** {@code host:port} of each. */
  Map<Emulator, String> addresses() {
    return Map.of(
        Emulator.FIRESTORE, firestore.address(),
        Emulator.PUBSUB, pubSub.address(),
        Emulator.TASKS, tasks.address());
  }

  @Override
  public void close() {
    tasks.close();
    pubSub.close();
    firestore.close();
  }
}
