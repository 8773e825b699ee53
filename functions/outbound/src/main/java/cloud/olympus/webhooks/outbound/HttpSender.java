package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.Sender;
import cloud.olympus.webhooks.lane.LaneKey;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.ssl.SSLContexts;
import org.jspecify.annotations.Nullable;

/**
 * Sends over HTTP/1.1 with Apache HttpClient 5, blocking: meant for virtual threads. Thread-safe.
 *
 * <p>It drives the connections of the library itself. The library's client on top of them would
 * have to have switched off its automatic retries (a POST is repeated on 429 and 503), redirects,
 * cookies, decompression, authentication, proxies of the environment, and pool limits of 5 and 25;
 * what is not there cannot be switched on by mistake, and each request costs less.
 *
 * <p>The status line decides only once the body, or the first 64 KiB of it, was read within the
 * deadline. After a longer body the connection is cut, never drained.
 *
 * <p>A connection that is refused or reset within a second, before a byte of an answer, gets one
 * second try: at once, on a new connection whose host is resolved and judged again, under the same
 * deadline. Endpoints close connections that rest, and restart. Should the endpoint have read the
 * first request nevertheless, {@code webhook-id} lets it drop the second, as with any retry. What
 * failed by our own fault, timed out, or failed in TLS is not tried again here.
 */
public final class HttpSender implements Sender, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(HttpSender.class.getName());

  /** So many texts are judged once only: the policy depends on nothing but the text. */
  private static final int REMEMBERED = 10_000;

  /** Whoever fails within this time gets a second try. */
  static final Duration AT_ONCE = Duration.ofSeconds(1);

  private final Duration atOnce;
  private final UrlPolicy policy;
  private final Map<String, Judged> judged = new ConcurrentHashMap<>();
  private final Dialler dialler;
  private final IdleLines idle;
  private final Deadlines deadlines;

  /**
   * A sender; it does not close the resolver.
   *
   * @param policy judges each URL again when it is used
   * @param guard judges hosts that are addresses; the resolver judges those of names
   * @param tls whom it trusts; it must hold no client key
   */
  public HttpSender(
      UrlPolicy policy, GuardedResolver resolver, AddressGuard guard, SSLContext tls) {
    this(policy, resolver, guard, () -> tls, System::nanoTime, AT_ONCE);
  }

  /** A sender that trusts the authorities of the JDK, which are read when they are needed. */
  public HttpSender(UrlPolicy policy, GuardedResolver resolver, AddressGuard guard) {
    this(policy, resolver, guard, SSLContexts::createDefault, System::nanoTime, AT_ONCE);
  }

  HttpSender(
      UrlPolicy policy,
      GuardedResolver resolver,
      AddressGuard guard,
      Supplier<SSLContext> tls,
      LongSupplier nanos,
      Duration atOnce) {
    this.atOnce = atOnce;
    this.policy = policy;
    this.dialler = new Dialler(resolver, guard, tls, nanos);
    this.idle = new IdleLines(nanos);
    this.deadlines = new Deadlines(idle::evict);
  }

  @Override
  public Answer send(Request request, LaneKey endpoint, Duration deadline) {
    Running running;
    try {
      running = deadlines.begin(deadline);
    } catch (OutOfMemoryError e) {
      return new Answer.Failed(
          Failure.OWN_TROUBLE, Failures.detail(Failure.OWN_TROUBLE), Duration.ZERO, null);
    }
    try {
      return switch (judge(request.url())) {
        case Judged.Allowed(var url) -> attempt(request, url, endpoint, running);
        case Judged.Refused _ -> failed(Failure.ADDRESS_REFUSED, running, null);
      };
    } catch (AttemptFailed e) {
      return failed(e.failure(), running, e.address());
    } catch (OutOfMemoryError e) {
      return failed(Failure.OWN_TROUBLE, running, null);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "a request failed by an error of our own", e);
      return failed(Failure.OWN_TROUBLE, running, null);
    } finally {
      running.finish();
      deadlines.end(running);
    }
  }

  private Judged judge(String url) {
    if (judged.size() >= REMEMBERED) {
      judged.clear();
    }
    return judged.computeIfAbsent(url, policy::judge);
  }

  private Answer attempt(Request request, EndpointUrl url, LaneKey lane, Running running)
      throws AttemptFailed {
    var place = new Line.Place(lane, url.tls(), url.host(), url.port());
    try {
      Line rested = idle.take(place);
      Line line = rested != null ? rested : dialler.dial(url, place, running);
      return exchange(request, url, line, running);
    } catch (AttemptFailed e) {
      if (!deservesSecondTry(e, running)) {
        throw e;
      }
    }
    running.tryAgain();
    return exchange(request, url, dialler.dial(url, place, running), running);
  }

  private boolean deservesSecondTry(AttemptFailed e, Running running) {
    return !e.isAnswering()
        && (e.failure() == Failure.CONNECTION_REFUSED || e.failure() == Failure.CONNECTION_RESET)
        && running.steps().took().compareTo(atOnce) <= 0
        && running.stopped() == null
        && !Thread.currentThread().isInterrupted();
  }

  private Answer exchange(Request request, EndpointUrl url, Line line, Running running)
      throws AttemptFailed {
    var exchange = new Exchange(line, url, request);
    boolean reusable = false;
    try {
      running.waitsFor(line::cut);
      if (!request.permit().getAsBoolean()) {
        throw new AttemptFailed(Failure.OWN_TROUBLE, line.address());
      }
      running.steps().permitted();
      ClassicHttpResponse response = exchange.begin();
      AnswerText body = body(response);
      note(line, running);
      reusable = running.finish() && body.complete() && exchange.leavesLineOpen(response);
      return new Answer.Answered(
          response.getCode(),
          KeptHeaders.of(response.getHeaders()),
          body.text(),
          !body.complete(),
          running.trip(line.address()));
    } catch (IOException | HttpException e) {
      note(line, running);
      throw new AttemptFailed(Failures.ofExchange(e), line.address(), line.parser().isAnswering());
    } finally {
      if (reusable) {
        idle.put(line);
      } else {
        line.cut();
      }
    }
  }

  private static void note(Line line, Running running) {
    if (line.parser().isAnswering()) {
      running.steps().answering(line.parser().answeringSince());
    }
  }

  private static AnswerText body(ClassicHttpResponse response) throws IOException {
    var entity = response.getEntity();
    return entity == null
        ? AnswerText.NONE
        : AnswerText.read(entity.getContent(), entity.getContentLength());
  }

  /** What stopped the request explains everything that broke by it. */
  private static Answer failed(Failure failure, Running running, @Nullable String address) {
    Failure stopped = running.stopped();
    Failure why =
        stopped != null
            ? stopped
            : Thread.currentThread().isInterrupted() ? Failure.INTERRUPTED : failure;
    return new Answer.Failed(why, Failures.detail(why), running.trip(address));
  }

  /** Stops every request under way; each ends as {@link Failure#INTERRUPTED}. */
  public void interruptAll() {
    deadlines.stopAll(Failure.INTERRUPTED);
  }

  int resting() {
    return idle.size();
  }

  /** How many requests are under way. */
  public int inFlight() {
    return deadlines.size();
  }

  /** Stops every request under way, and each that comes later, and closes all connections. */
  @Override
  public void close() {
    deadlines.close();
    idle.close();
  }
}
