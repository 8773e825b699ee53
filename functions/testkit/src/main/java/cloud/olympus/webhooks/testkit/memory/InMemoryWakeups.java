package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.lane.Wakeups;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Wake-ups in memory. Like the strictest of queues it remembers the names of what ran: a wake-up of
 * a lane, epoch and second that was taken before is not scheduled again.
 */
public final class InMemoryWakeups implements Wakeups {

  private final Set<Name> names = new HashSet<>();
  private final List<Wake> scheduled = new ArrayList<>();

  /** No wake-ups. */
  public InMemoryWakeups() {}

  private record Name(LaneKey lane, long epoch, long second) {}

  @Override
  public synchronized void at(Wake wake) {
    if (names.add(new Name(wake.lane(), wake.epoch(), wake.at().getEpochSecond()))) {
      scheduled.add(wake);
      notifyAll();
    }
  }

  /** Takes out what is due, earliest first. */
  public synchronized List<Wake> take(Instant now) {
    var due =
        scheduled.stream()
            .filter(wake -> !wake.at().isAfter(now))
            .sorted(Comparator.comparing(Wake::at))
            .toList();
    scheduled.removeAll(due);
    return due;
  }

  /** What is scheduled, earliest first. */
  public synchronized List<Wake> scheduled() {
    return scheduled.stream().sorted(Comparator.comparing(Wake::at)).toList();
  }

  /** Waits until that many are scheduled. */
  public synchronized void awaitScheduled(int number) throws InterruptedException {
    while (scheduled.size() < number) {
      wait();
    }
  }

  /** When the next wake-up is due. */
  public synchronized Optional<Instant> next() {
    return scheduled.stream().map(Wake::at).min(Comparator.naturalOrder());
  }

  /** Loses everything that is scheduled, as no real queue should. */
  public synchronized void lose() {
    scheduled.clear();
  }
}
