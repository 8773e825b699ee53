package cloud.olympus.webhooks.local.bus;

import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.local.bus.BusQueue.Message;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Whose turn it is on the bus: tenant by tenant, so that none waits for what another has published,
 * and one message at a time of each ordering key. It remembers what is under way, and of what waits
 * no more than how far each tenant has come. Thread-safe.
 */
final class Rota {

  /**
   * The most of one tenant's messages that are worked on at once: enough for its throughput, and so
   * few that what others publish meanwhile finds a short queue.
   */
  static final int AT_ONCE = 16;

  /** The most of them with those that only wait, since a second, for a slow endpoint. */
  static final int MOST = 256;

  private final Fresh fresh;
  private final Function<Message, Optional<Message>> next;
  private final Set<String> news = ConcurrentHashMap.newKeySet();
  private final Map<String, Tenant> tenants = new HashMap<>();
  private final Deque<Tenant> waiting = new ArrayDeque<>();
  private final Map<Key, Long> busy = new HashMap<>();
  private final Deque<Message> released = new ArrayDeque<>();
  private volatile boolean more;

  /**
   * A rota.
   *
   * @param next the message that follows another of its ordering key
   */
  Rota(Fresh fresh, Function<Message, Optional<Message>> next) {
    this.fresh = fresh;
    this.next = next;
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
    private long handedOut;
    private final Map<Long, Instant> underWay = new LinkedHashMap<>();
    private boolean waits;

    Tenant(String name) {
      this.name = name;
    }

    /** How many more may be handed out. */
    int places(Instant now) {
      int slow = 0;
      for (var since : underWay.values()) {
        if (since.plus(Fairway.SLOW).isAfter(now)) {
          break;
        }
        slow++;
      }
      return Math.min(MOST - underWay.size(), AT_ONCE - (underWay.size() - slow));
    }
  }

  /** A tenant has published. */
  void added(String tenant) {
    news.add(tenant);
  }

  /** Whether something waits for what is under way to end. */
  boolean hasMore() {
    return more;
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
    again.stream().filter(message -> !underWay.contains(message)).forEach(due::add);
    while (due.size() < limit && !released.isEmpty()) {
      due.add(released.poll());
    }
    for (var message : due) {
      tenant(message.tenant()).underWay.put(message.seq(), now);
    }
    for (var name : List.copyOf(news)) {
      news.remove(name);
      await(tenant(name));
    }
    boolean oneHasAllItMay = share(due, underWay, now, limit);
    more = oneHasAllItMay || !released.isEmpty();
    return due;
  }

  /** Gives each tenant its part of what may be added; whether one has all that it may already. */
  private boolean share(List<Message> due, Set<Message> underWay, Instant now, int limit) {
    List<Tenant> full = new ArrayList<>();
    while (due.size() < limit && !waiting.isEmpty()) {
      var tenant = waiting.remove();
      tenant.waits = false;
      int places = tenant.places(now);
      if (places <= 0) {
        full.add(tenant);
        continue;
      }
      int part = Math.max(1, (limit - due.size()) / (waiting.size() + 1));
      int wanted = Math.min(part, places);
      var found = fresh.of(tenant.name, tenant.handedOut, wanted);
      for (var message : found) {
        tenant.handedOut = message.seq();
        if (!underWay.contains(message) && isFree(message)) {
          tenant.underWay.put(message.seq(), now);
          due.add(message);
        }
      }
      if (found.size() == wanted) {
        await(tenant);
      }
    }
    full.forEach(this::await);
    return !full.isEmpty();
  }

  private void await(Tenant tenant) {
    if (!tenant.waits) {
      tenant.waits = true;
      waiting.add(tenant);
    }
  }

  private Tenant tenant(String name) {
    return tenants.computeIfAbsent(name, Tenant::new);
  }

  /** Whether a message has its key for itself; from now on it has. */
  private boolean isFree(Message message) {
    return message.orderingKey() == null
        || busy.computeIfAbsent(key(message), _ -> message.seq()) == message.seq();
  }

  private static Key key(Message message) {
    return new Key(message.tenant(), String.valueOf(message.orderingKey()));
  }

  /** A message could not be handled: it is handed out again. */
  synchronized void failed(Message message) {
    var tenant = tenant(message.tenant());
    tenant.handedOut = Math.min(tenant.handedOut, message.seq() - 1);
    await(tenant);
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
      // Of those that were passed over: another is met when its tenant's turn comes to it.
      next.apply(message)
          .filter(one -> one.seq() <= tenant(message.tenant()).handedOut)
          .ifPresent(
              one -> {
                busy.put(key(one), one.seq());
                released.add(one);
                more = true;
              });
    }
  }
}
