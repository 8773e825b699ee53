package cloud.olympus.webhooks.simulation;

/** A call of one process, with everything that it set going. */
final class Call {
  final Instance instance;
  private boolean disturbed;

  Call(Instance instance) {
    this.instance = instance;
  }

  /** Comes back when the process runs, if it lives. */
  void check() {
    instance.check();
  }

  /** The process stood still during it, so what it holds may long be another's. */
  void disturb() {
    disturbed = true;
  }

  boolean isDisturbed() {
    return disturbed;
  }
}
