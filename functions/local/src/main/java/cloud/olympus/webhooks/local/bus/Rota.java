package cloud.olympus.webhooks.local.bus;

import cloud.olympus.webhooks.local.bus.BusQueue.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is on the bus: tenant by tenant, so that none waits for what another has published,
 * and one message at a time of each ordering key. It remembers what is under way, and of what waits
 * how far each tenant has come and its next few. Thread-safe.
 */
final class Rota {

  /**
   * The most of one tenant's messages that are worked on at once: enough for its throughput, and so
   * few that what others publish meanwhile finds a short queue.
   */
  static final int AT_ONCE = 32;

  /** Likewise while others have events too: what they publish has to find the machine free. */
  static final int BESIDE_OTHERS = 8;

  /** Whoever was given something so long ago, or later, has events. */
  static final Duration LATELY = Duration.ofSeconds(1);

  /** What takes longer than this waits for an endpoint, and is no work meanwhile. */
  static final Duration WORK = Duration.ofMillis(25);

  /** The most of them with those that only wait. */
  static final int MOST = 256;

  /**
   * So many of a tenant's messages are read beyond what it may have: a read costs more than they.
   */
  private static final int AHEAD = 16;

  private final Fresh fresh;
  private final Function<Message, Optional<Message>> next;
  private final Lobby publishers;
  private final Set<String> news = ConcurrentHashMap.newKeySet();
  private final Map<String, Tenant> tenants = new ConcurrentHashMap<>();
  private final Deque<Tenant> waiting = new ArrayDeque<>();
  private final Map<Key, Long> busy = new HashMap<>();
  private final Deque<Message> released = new ArrayDeque<>();
  private final Set<Message> failed = new HashSet<>();
  private List<Tenant> full = List.of();
  private @Nullable Tenant latest;
  private Instant latestAt = Instant.EPOCH;
  private Instant anotherAt = Instant.EPOCH;
  private volatile boolean more;
  private volatile @Nullable Instant nextPlace;

  /**
   * A rota.
   *
   * @param next the message that follows another of its ordering key
   * @param publishers where they wait for their tenant's messages
   */
  Rota(Fresh fresh, Function<Message, Optional<Message>> next, Lobby publishers) {
    this.fresh = fresh;
    this.next = next;
    this.publishers = publishers;
  }

  /** A tenant's messages that were never pushed. */
  @FunctionalInterface
  interface Fresh {
    /** The first after a number, in order. */
    List<Message> of(String tenant, long after, int limit);
  }

  private record Key(String tenant, String orderingKey) {}

  private static final class Tenant {
    private final String name;
    private final Lobby.Line publishers;
    private long handedOut;
    private final Deque<Message> ahead = new ArrayDeque<>();
    private long readTo;
    private final Map<Long, Instant> underWay = new LinkedHashMap<>();
    private boolean waits;
    private volatile boolean full;

    Tenant(String name, Lobby.Line publishers) {
      this.name = name;
      this.publishers = publishers;
    }

    /** How many more may be handed out, where so many may be worked on at once. */
    int places(int atOnce, Instant now) {
      return (int) Math.min(MOST - underWay.size(), atOnce - work(now).count());
    }

    /** When one of those that have no place gets one, if none of those under way ends. */
    Optional<Instant> nextPlace(Instant now) {
      return underWay.size() >= MOST
          ? Optional.empty()
          : work(now).min(Comparator.naturalOrder()).map(since -> since.plus(WORK));
    }

    /** Since when those are under way that do not only wait. */
    private Stream<Instant> work(Instant now) {
      Instant before = now.minus(WORK);
      return underWay.values().stream().filter(since -> since.isAfter(before));
    }
  }

  /**
   * Waits while a tenant's messages wait for their turn, until one of them has had it, but no
   * longer than a publisher's patience: who publishes faster than his own are delivered is slowed
   * to that, and takes no more of the machine from others.
   */
  void awaitRoom(String tenant) {
    var one = tenants.get(tenant);
    if (one != null) {
      one.publishers.await();
    }
  }

  /**
   * A tenant has published. Whether it may be given something now: where it has all it may already,
   * whatever of that ends asks for more.
   */
  boolean added(String tenant) {
    news.add(tenant);
    var one = tenants.get(tenant);
    return one == null || !one.full;
  }

  /** Whether something waits for what is under way to end. */
  boolean hasMore() {
    return more || !news.isEmpty();
  }

  /** When something gets a place that has none, even if nothing that is under way ends. */
  Optional<Instant> nextPlace() {
    return Optional.ofNullable(nextPlace);
  }

  /**
   * What is to be pushed now.
   *
   * @param again what was refused before and is due again, which comes first
   * @param underWay what has been handed out and not handled
   */
  synchronized List<Message> due(
      List<Message> again, Set<Message> underWay, Instant now, int limit) {
    List<Message> due = new ArrayList<>();
    try {
      again.stream().filter(one -> !underWay.contains(one)).limit(limit).forEach(due::add);
      while (due.size() < limit && !released.isEmpty()) {
        var message = released.remove();
        if (!isUnderWay(message)) {
          due.add(message);
        }
      }
      for (var message : due) {
        tenant(message.tenant()).underWay.put(message.seq(), now);
      }
      // Before the news are read: who saw his tenant full has told of them before.
      setFull(List.of());
      for (var name : List.copyOf(news)) {
        news.remove(name);
        await(tenant(name));
      }
      takeUpFailed(underWay);
      setFull(share(due, underWay, now, limit));
      more = !full.isEmpty() || !released.isEmpty();
      nextPlace =
          full.stream()
              .flatMap(tenant -> tenant.nextPlace(now).stream())
              .min(Comparator.naturalOrder())
              .orElse(null);
      return due;
    } catch (RuntimeException e) {
      // None of them is handed out.
      due.forEach(message -> tenant(message.tenant()).underWay.remove(message.seq()));
      failed.addAll(due);
      throw e;
    }
  }

  private void setFull(List<Tenant> now) {
    full.forEach(tenant -> tenant.full = false);
    now.forEach(tenant -> tenant.full = true);
    full = now;
  }

  /** Those that could not be handled, unless whoever tried is still about to let go of them. */
  private void takeUpFailed(Set<Message> underWay) {
    for (var message : List.copyOf(failed)) {
      if (!underWay.contains(message)) {
        failed.remove(message);
        goBack(tenant(message.tenant()), message.seq() - 1);
      }
    }
  }

  /** What follows a number is read again, without what is under way. */
  private void goBack(Tenant tenant, long before) {
    tenant.handedOut = Math.min(tenant.handedOut, before);
    tenant.readTo = tenant.handedOut;
    tenant.ahead.clear();
    await(tenant);
  }

  /** Gives each tenant its part of what may be added; those that have all they may already. */
  private List<Tenant> share(List<Message> due, Set<Message> underWay, Instant now, int limit) {
    List<Tenant> full = new ArrayList<>();
    try {
      while (due.size() < limit && !waiting.isEmpty()) {
        var tenant = waiting.element();
        int places = tenant.places(isAlone(tenant, now) ? AT_ONCE : BESIDE_OTHERS, now);
        int part = Math.max(1, (limit - due.size()) / waiting.size());
        boolean more = places > 0 && give(tenant, Math.min(part, places), due, underWay, now);
        // Only now: where the store does not answer it waits on.
        waiting.remove();
        tenant.waits = false;
        if (places <= 0) {
          full.add(tenant);
          tenant.publishers.admit(0, true);
        } else if (more) {
          await(tenant);
        }
      }
    } finally {
      full.forEach(this::await);
    }
    return full;
  }

  /** Hands out so many of a tenant's next messages; whether more wait. */
  private boolean give(
      Tenant tenant, int wanted, List<Message> due, Set<Message> underWay, Instant now) {
    readAhead(tenant, wanted, underWay);
    int given = 0;
    while (given < wanted && !tenant.ahead.isEmpty()) {
      var message = tenant.ahead.remove();
      given++;
      tenant.handedOut = message.seq();
      if (isFree(message)) {
        tenant.underWay.put(message.seq(), now);
        due.add(message);
      }
    }
    if (given > 0) {
      remember(tenant, now);
    }
    boolean more = !tenant.ahead.isEmpty();
    tenant.publishers.admit(given, more);
    return more;
  }

  /** Whether no other tenant was given anything lately. */
  private boolean isAlone(Tenant tenant, Instant now) {
    Instant another = tenant.equals(latest) ? anotherAt : latestAt;
    return another.plus(LATELY).isBefore(now);
  }

  private void remember(Tenant tenant, Instant now) {
    if (!tenant.equals(latest)) {
      anotherAt = latestAt;
      latest = tenant;
    }
    latestAt = now;
  }

  /**
   * Has more than so many of a tenant's next messages in memory, if there are more; without those
   * that are under way, which may have ended by the time their turn would come.
   */
  private void readAhead(Tenant tenant, int wanted, Set<Message> underWay) {
    int limit = wanted + AHEAD;
    boolean mayBeMore = true;
    while (tenant.ahead.size() <= wanted && mayBeMore) {
      var read = fresh.of(tenant.name, tenant.readTo, limit);
      for (var message : read) {
        tenant.readTo = message.seq();
        if (!underWay.contains(message) && !isUnderWay(message)) {
          tenant.ahead.add(message);
        }
      }
      mayBeMore = read.size() == limit;
    }
  }

  private void await(Tenant tenant) {
    if (!tenant.waits) {
      tenant.waits = true;
      waiting.add(tenant);
    }
  }

  private Tenant tenant(String name) {
    return tenants.computeIfAbsent(name, _ -> new Tenant(name, publishers.line()));
  }

  /** Whether a message has its key for itself; from now on it has. */
  private boolean isFree(Message message) {
    return message.orderingKey() == null
        || busy.computeIfAbsent(key(message), _ -> message.seq()) == message.seq();
  }

  private boolean isUnderWay(Message message) {
    return tenant(message.tenant()).underWay.containsKey(message.seq());
  }

  private static Key key(Message message) {
    return new Key(message.tenant(), String.valueOf(message.orderingKey()));
  }

  /** A message could not be handled: it is handed out again when it is under way no more. */
  synchronized void failed(Message message) {
    failed.add(message);
  }

  /**
   * A message is under way no more.
   *
   * @param gone whether it will not come again, so that the next of its key may go
   */
  synchronized void handled(Message message, boolean gone) {
    tenant(message.tenant()).underWay.remove(message.seq());
    if (gone && message.orderingKey() != null) {
      busy.remove(key(message));
      release(message);
    }
  }

  /**
   * The next of a key, if it was passed over: else it is met when its tenant's turn comes to it.
   */
  private void release(Message before) {
    var tenant = tenant(before.tenant());
    try {
      next.apply(before)
          .filter(one -> one.seq() <= tenant.handedOut)
          .ifPresent(
              one -> {
                busy.put(key(one), one.seq());
                released.add(one);
                more = true;
              });
    } catch (RuntimeException e) {
      goBack(tenant, before.seq());
      more = true;
      throw e;
    }
  }
}
