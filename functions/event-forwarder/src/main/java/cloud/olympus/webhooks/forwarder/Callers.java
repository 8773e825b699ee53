package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.web.Call;

/** Lets in who may call an entry point. Thread-safe. */
@FunctionalInterface
public interface Callers {

  /** Everybody: for the one process, where nobody outside can call the forwarder. */
  Callers TRUSTED = (_, _) -> {};

  /** Who calls the forwarder; each has a service account of its own. */
  enum Caller {
    /** Pub/Sub, which pushes messages. */
    BUS,
    /** Cloud Tasks, which wakes lanes. */
    WAKEUPS,
    /** Cloud Scheduler, which sweeps. */
    SCHEDULER
  }

  /**
   * Returns where the call is this caller's.
   *
   * @throws cloud.olympus.webhooks.web.ProblemException 401, 403 or 503 where it is not, or where
   *     that cannot be told now
   */
  void check(Caller expected, Call call);
}
