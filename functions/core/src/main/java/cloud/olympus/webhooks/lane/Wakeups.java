package cloud.olympus.webhooks.lane;

/** Calls the forwarder at a time to drain a lane: at least once, never early. */
public interface Wakeups {

  /**
   * Schedules a wake-up; one that is scheduled already for the same lane, epoch and second is
   * success. Durable on return.
   *
   * @throws cloud.olympus.webhooks.event.Unavailable where it may not have been scheduled
   */
  void at(Wake wake);
}
