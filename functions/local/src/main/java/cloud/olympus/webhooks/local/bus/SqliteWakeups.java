package cloud.olympus.webhooks.local.bus;

import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.local.store.Database;

/** {@link Wakeups} on the embedded store: a table that {@link WakeupQueue} is called from. */
public final class SqliteWakeups implements Wakeups {

  private final Database database;
  private final Runnable added;

  /**
   * On an open file.
   *
   * @param added is run after each wake-up that was kept
   */
  public SqliteWakeups(Database database, Runnable added) {
    this.database = database;
    this.added = added;
  }

  /** On an open file, with what lanes noted and an earlier process may not have scheduled. */
  public void restore() {
    database.write(
        s ->
            s.update(
                "INSERT OR IGNORE INTO wakeups (tenant, webhook, epoch, at)"
                    + " SELECT tenant, webhook, epoch, next_wake FROM lanes WHERE next_wake IS NOT NULL"));
    added.run();
  }

  @Override
  public void at(Wake wake) {
    LaneKey lane = wake.lane();
    database.write(
        s ->
            s.update(
                "INSERT OR IGNORE INTO wakeups (tenant, webhook, epoch, at) VALUES (?, ?, ?, ?)",
                lane.tenantId(),
                lane.webhookId(),
                wake.epoch(),
                wake.at().toEpochMilli()));
    added.run();
  }
}
