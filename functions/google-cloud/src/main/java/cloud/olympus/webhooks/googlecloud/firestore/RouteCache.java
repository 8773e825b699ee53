package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.subscription.Subscription;
import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutureCallback;
import com.google.api.core.ApiFutures;
import com.google.common.util.concurrent.MoreExecutors;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Routes as they were at most a second ago, each read once however many ask at the same time.
 * Thread-safe.
 */
final class RouteCache {

  private static final long FRESH = Duration.ofSeconds(1).toNanos();

  /** Of subscriptions and routes together: some 40 MiB. */
  private static final int MOST = 20_000;

  /** So many names in a subscription weigh as much as one without. */
  private static final int NAMES = 16;

  private final LongSupplier nanos;
  private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

  /** What was read since all was forgotten; more than is held, as routes are read again. */
  private final AtomicInteger weight = new AtomicInteger();

  /** With a clock of nanoseconds that only grows. */
  RouteCache(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** A route, read with {@code read} unless it is known. */
  ApiFuture<Route> get(String route, Supplier<ApiFuture<Route>> read) {
    if (weight.get() >= MOST) {
      weight.set(0);
      entries.clear();
    }
    long now = nanos.getAsLong();
    var entry =
        entries.compute(
            route, (_, e) -> e != null && e.isFresh(now) ? e : new Entry(read.get(), now));
    if (entry.began == now) {
      ApiFutures.addCallback(entry.value, new Ended(route, entry), MoreExecutors.directExecutor());
    }
    return entry.value;
  }

  /** Whether a route was not gathered when it was last read, however long ago that is. */
  boolean wasScattered(String route) {
    var entry = entries.get(route);
    return entry != null && entry.known().filter(known -> !known.isGathered()).isPresent();
  }

  /** Makes the next who asks read: what this process changed itself it sees at once. */
  void forget(Collection<String> routes) {
    routes.forEach(entries::remove);
  }

  /** Makes the next who asks read, unless somebody has asked since this was read. */
  void forget(String route, Route known) {
    entries.computeIfPresent(route, (_, e) -> e.known().equals(Optional.of(known)) ? null : e);
  }

  /**
   * A route that was asked for.
   *
   * @param began before it was read: its age is counted from there
   */
  private record Entry(ApiFuture<Route> value, long began) {
    boolean isFresh(long now) {
      return now - began < FRESH;
    }

    /** What was read; empty where that is under way or failed. */
    Optional<Route> known() {
      return value.state() == Future.State.SUCCESS
          ? Optional.of(value.resultNow())
          : Optional.empty();
    }
  }

  /** What was read weighs; a read that failed is no answer for whoever asks next. */
  private final class Ended implements ApiFutureCallback<Route> {
    private final String route;
    private final Entry entry;

    Ended(String route, Entry entry) {
      this.route = route;
      this.entry = entry;
    }

    @Override
    public void onFailure(Throwable failure) {
      entries.remove(route, entry);
    }

    @Override
    public void onSuccess(Route read) {
      weight.addAndGet(1 + read.subscriptions().stream().mapToInt(Ended::weight).sum());
    }

    private static int weight(Subscription subscription) {
      int names =
          subscription.events().size()
              + subscription.sources().size()
              + subscription.locations().size();
      return 1 + names / NAMES;
    }
  }
}
