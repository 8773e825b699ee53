package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.subscription.KillSwitches;
import java.util.ArrayList;
import java.util.List;

/** Kill switches in memory; they are never old. */
public final class InMemoryKillSwitches implements KillSwitches {

  private final List<Switch> on = new ArrayList<>();

  /** None is on. */
  public InMemoryKillSwitches() {}

  @Override
  public synchronized boolean put(Switch wanted) {
    for (int i = 0; i < on.size(); i++) {
      if (on.get(i).scope().equals(wanted.scope())) {
        on.set(i, new Switch(wanted.scope(), wanted.reason(), on.get(i).since()));
        return true;
      }
    }
    return on.size() < MOST && on.add(wanted);
  }

  @Override
  public synchronized boolean remove(Scope scope) {
    return on.removeIf(one -> one.scope().equals(scope));
  }

  @Override
  public synchronized List<Switch> current() {
    return List.copyOf(on);
  }
}
