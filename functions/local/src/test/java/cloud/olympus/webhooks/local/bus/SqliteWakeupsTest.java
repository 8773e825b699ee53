package cloud.olympus.webhooks.local.bus;

import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.local.store.TestDatabase;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.contract.WakeupsContract;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqliteWakeupsTest extends WakeupsContract {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  protected Wakeups wakeups() {
    return new SqliteWakeups(DATABASE.get(), () -> {});
  }

  @Override
  protected Collection<LaneKey> called(TestClock clock) {
    List<LaneKey> called = new ArrayList<>();
    var queue =
        new WakeupQueue(
            DATABASE.get(),
            (request, response) -> {
              var body = JsonParser.parseReader(request.getReader()).getAsJsonObject();
              called.add(
                  new LaneKey(
                      body.get("tenant_id").getAsString(), body.get("webhook_id").getAsString()));
              response.setStatusCode(204);
            },
            clock);
    queue.due(clock.instant(), Set.of(), 100).forEach(queue::handle);
    return called;
  }
}
