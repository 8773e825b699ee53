package cloud.olympus.webhooks.local.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.testkit.contract.KillSwitchesContract;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteKillSwitchesTest extends KillSwitchesContract {

  @TempDir private Path folder;
  private Database database;
  private KillSwitches switches;

  @BeforeEach
  void open() throws CannotOpen {
    database = Database.open(folder.resolve("webhooks.db"));
    switches = new SqliteKillSwitches(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected KillSwitches switches() {
    return switches;
  }

  @Test
  void theyOutliveTheProcess() {
    var on = new KillSwitches.Switch(KillSwitches.Scope.ALL, "why", Instant.ofEpochSecond(7));
    switches.put(on);

    assertEquals(List.of(on), new SqliteKillSwitches(database).current());
  }
}
