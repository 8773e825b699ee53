package cloud.olympus.webhooks.simulation;

/** Ends what runs in a process that is dead. What it does on its way out reaches nothing. */
final class Crash extends Error {
  private static final long serialVersionUID = 1;

  Crash() {
    super("the process is dead", null, false, false);
  }
}
