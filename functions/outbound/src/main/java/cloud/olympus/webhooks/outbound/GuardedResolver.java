package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.delivery.Failure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves names under a deadline and judges every answer ({@link AddressGuard#allowsAll}).
 * Thread-safe.
 *
 * <p>The look-up of the JDK is native, pins a carrier thread and cannot be stopped: it runs on a
 * bounded pool of platform threads, at most one look-up for one name at a time, so that a name
 * server that never answers holds one thread however many requests wait for it.
 *
 * <p>A look-up without an answer is {@link Failure#DNS_ERROR} if our resolver has answered another
 * one lately, else {@link Failure#RESOLVER_DOWN}.
 */
public final class GuardedResolver implements DnsResolver, AutoCloseable {

  /** For one look-up. */
  public static final Duration LIMIT = Duration.ofSeconds(3);

  private static final int THREADS = 32;
  private static final int WAITING = 1_024;

  /** As many names are remembered as unanswered, then they are forgotten. */
  private static final int REMEMBERED = 10_000;

  static final ThreadFactory PLATFORM = Thread.ofPlatform().name("resolver-", 0).daemon().factory();

  /** A quicker answer may come out of a cache and proves nothing about the resolver. */
  private static final long CACHED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Lookup lookup;
  private final AddressGuard guard;
  private final long limitNanos;
  private final ThreadPoolExecutor pool;
  private final ConcurrentMap<String, CompletableFuture<InetAddress[]>> running =
      new ConcurrentHashMap<>();

  /**
   * Hosts whose latest look-up had no answer. The JDK repeats a failed look-up for 10 s out of its
   * cache, and leaves out why it failed.
   */
  private final Set<String> unanswered = ConcurrentHashMap.newKeySet();

  private volatile long answeredAt = System.nanoTime() - LATELY_NANOS;

  /** With the limits of the product. */
  public GuardedResolver(Lookup lookup, AddressGuard guard) {
    this(lookup, guard, LIMIT, THREADS, WAITING, PLATFORM);
  }

  GuardedResolver(
      Lookup lookup,
      AddressGuard guard,
      Duration limit,
      int threads,
      int waiting,
      ThreadFactory factory) {
    this.lookup = lookup;
    this.guard = guard;
    this.limitNanos = limit.toNanos();
    this.pool =
        new ThreadPoolExecutor(
            threads, threads, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), factory);
    pool.allowCoreThreadTimeOut(true);
  }

  /** Judged addresses, at least one. */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    return await(start(host));
  }

  /** A look-up that the caller may cancel without stopping it for others. */
  CompletableFuture<InetAddress[]> start(String host) {
    var mine = new CompletableFuture<InetAddress[]>();
    var other = running.putIfAbsent(host, mine);
    if (other != null) {
      return other.copy();
    }
    try {
      pool.execute(() -> run(host, mine));
    } catch (RejectedExecutionException e) {
      running.remove(host, mine);
      mine.completeExceptionally(new LookupRefused(Failure.RESOLVER_DOWN));
    } catch (OutOfMemoryError e) {
      // No thread to be had. Whoever asks next must not wait for a look-up that never began.
      running.remove(host, mine);
      mine.completeExceptionally(new LookupRefused(Failure.OWN_TROUBLE));
    }
    return mine.copy();
  }

  /** Waits for as long as one look-up may take. */
  InetAddress[] await(CompletableFuture<InetAddress[]> pending) throws UnknownHostException {
    try {
      return pending.get(limitNanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException | CancellationException e) {
      throw new LookupRefused(noAnswer());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LookupRefused(Failure.INTERRUPTED);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw new LookupRefused(Failure.OWN_TROUBLE);
    }
  }

  private void run(String host, CompletableFuture<InetAddress[]> answer) {
    try {
      InetAddress[] good = lookUp(host);
      // Out of the map first: whoever asks once this is answered asks anew.
      running.remove(host, answer);
      answer.complete(good);
    } catch (UnknownHostException | RuntimeException | Error e) {
      running.remove(host, answer);
      answer.completeExceptionally(e);
    }
  }

  private InetAddress[] lookUp(String host) throws UnknownHostException {
    long began = System.nanoTime();
    InetAddress[] addresses;
    try {
      addresses = lookup.addresses(host);
    } catch (UnknownHostException e) {
      if (isTemporary(e) || isRepeated(host, e)) {
        remember(host);
        throw new LookupRefused(noAnswer());
      }
      if (Failures.isOurs(e)) {
        remember(host);
        throw new LookupRefused(Failure.OWN_TROUBLE);
      }
      answered(host, began);
      throw e;
    }
    answered(host, began);
    return judge(host, addresses);
  }

  private void remember(String host) {
    if (unanswered.size() >= REMEMBERED) {
      unanswered.clear();
    }
    unanswered.add(host);
  }

  /** Whether the JDK repeats, without its reason, that there was no answer. */
  private boolean isRepeated(String host, UnknownHostException e) {
    return host.equals(e.getMessage()) && unanswered.contains(host);
  }

  private InetAddress[] judge(String host, InetAddress[] addresses) throws UnknownHostException {
    if (addresses.length == 0) {
      throw new UnknownHostException(host);
    }
    if (!guard.allowsAll(addresses)) {
      throw new LookupRefused(Failure.ADDRESS_REFUSED);
    }
    return addresses;
  }

  /** EAI_AGAIN of getaddrinfo: no name server answered, or it failed itself. */
  private static boolean isTemporary(UnknownHostException e) {
    return e.getMessage() != null && e.getMessage().contains("Temporary failure");
  }

  private void answered(String host, long began) {
    unanswered.remove(host);
    long now = System.nanoTime();
    if (now - began >= CACHED_NANOS) {
      answeredAt = now;
    }
  }

  private Failure noAnswer() {
    return System.nanoTime() - answeredAt < LATELY_NANOS
        ? Failure.DNS_ERROR
        : Failure.RESOLVER_DOWN;
  }

  /** Not needed by HTTP; names are never turned into others. */
  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /** Look-ups under way are left to themselves. */
  @Override
  public void close() {
    pool.shutdownNow();
  }
}
