package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.delivery.Failure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves names under a deadline and judges every answer: one bad address refuses the host, since
 * which of them is dialled is not in our hands (DNS rebinding). Thread-safe.
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

  /** A quicker answer may come out of a cache and proves nothing about the resolver. */
  private static final long CACHED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Lookup lookup;
  private final AddressGuard guard;
  private final long limitNanos;
  private final ThreadPoolExecutor pool;
  private final ConcurrentMap<String, CompletableFuture<InetAddress[]>> running =
      new ConcurrentHashMap<>();
  private volatile long answeredAt = System.nanoTime() - LATELY_NANOS;

  /** With the limits of the product. */
  public GuardedResolver(Lookup lookup, AddressGuard guard) {
    this(lookup, guard, LIMIT, THREADS, WAITING);
  }

  GuardedResolver(Lookup lookup, AddressGuard guard, Duration limit, int threads, int waiting) {
    this.lookup = lookup;
    this.guard = guard;
    this.limitNanos = limit.toNanos();
    this.pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            Thread.ofPlatform().name("resolver-", 0).daemon().factory());
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
    try {
      InetAddress[] addresses = lookup.addresses(host);
      answered(began);
      return judge(host, addresses);
    } catch (UnknownHostException e) {
      if (isTemporary(e)) {
        throw new LookupRefused(noAnswer());
      }
      answered(began);
      throw e;
    }
  }

  private InetAddress[] judge(String host, InetAddress[] addresses) throws UnknownHostException {
    if (addresses.length == 0) {
      throw new UnknownHostException(host);
    }
    for (var address : addresses) {
      if (!guard.allows(address)) {
        throw new LookupRefused(Failure.ADDRESS_REFUSED);
      }
    }
    return addresses;
  }

  /** EAI_AGAIN of getaddrinfo: no name server answered, or it failed itself. */
  private static boolean isTemporary(UnknownHostException e) {
    return e.getMessage() != null && e.getMessage().contains("Temporary failure");
  }

  private void answered(long began) {
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
