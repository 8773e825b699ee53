package cloud.olympus.webhooks.web;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.web.log.Fields;
import cloud.olympus.webhooks.web.log.Log;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Brings each request to its route, and every failure to an answer. Immutable and thread-safe.
 *
 * <p>A path is matched segment by segment after percent-decoding, so a slash at its end is another
 * path. {@code HEAD} is served by the GET route, {@code OPTIONS} by the router. Whatever a handler
 * throws becomes a problem (RFC 9457), except errors of the virtual machine other than a stack
 * overflow, which hostile input can cause.
 */
public final class Router implements HttpFunction {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final RouteTree routes;
  private final @Nullable Authenticator authenticator;
  private final Log log;
  private final RandomGenerator random;

  private Router(
      RouteTree routes, @Nullable Authenticator authenticator, Log log, RandomGenerator random) {
    this.routes = routes;
    this.authenticator = authenticator;
    this.log = log;
    this.random = random;
  }

  /**
   * A router without routes.
   *
   * @param log takes what must not be told to callers
   * @param random makes incident ids; thread-safe
   */
  public static Builder builder(Log log, RandomGenerator random) {
    return new Builder(log, random);
  }

  /** Gathers the routes of a {@link Router}. Not thread-safe. */
  public static final class Builder {
    private final RouteTree routes = new RouteTree();
    private final Log log;
    private final RandomGenerator random;
    private @Nullable Authenticator authenticator;
    private boolean needsAuthenticator;

    private Builder(Log log, RandomGenerator random) {
      this.log = log;
      this.random = random;
    }

    /** Asked by the routes that are for principals. */
    public Builder authenticator(Authenticator asked) {
      authenticator = asked;
      return this;
    }

    /**
     * Adds a route.
     *
     * @throws IllegalArgumentException if its template is none or the route is there already
     */
    public Builder route(Route route) {
      routes.add(route);
      needsAuthenticator |= route.authenticated();
      return this;
    }

    /**
     * The router; the builder is used up.
     *
     * @throws IllegalStateException if a route is for principals and nobody can tell them
     */
    public Router build() {
      if (needsAuthenticator && authenticator == null) {
        throw new IllegalStateException("a route is for principals, and there is no authenticator");
      }
      return new Router(routes, authenticator, log, random);
    }
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    // Jetty has no canonical path for "OPTIONS *".
    String path = Percent.encode(Objects.requireNonNullElse(request.getPath(), "*"));
    Reply reply = answer(request, path);
    if (!reply.headers().containsKey("Cache-Control")) {
      reply = reply.withHeader("Cache-Control", "no-store");
    }
    reply
        .withHeader("X-Content-Type-Options", "nosniff")
        .writeTo(response, request.getMethod().equals("HEAD"));
  }

  private Reply answer(HttpRequest request, String path) {
    try {
      return dispatch(request, path);
    } catch (ProblemException e) {
      return refuse(e, request, path);
    } catch (Unavailable e) {
      return refuse(
          ProblemException.unavailable(
                  "This cannot be served at the moment; nothing was refused for good.", RETRY_AFTER)
              .causedBy(e),
          request,
          path);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return refuse(
          ProblemException.unavailable("The service is stopping.", RETRY_AFTER), request, path);
    } catch (VirtualMachineError e) {
      if (e instanceof StackOverflowError) {
        return fail(e, request, path);
      }
      throw e;
    } catch (Throwable e) {
      return fail(e, request, path);
    }
  }

  private Reply dispatch(HttpRequest request, String path) throws Exception {
    RouteTree.Found found = path.startsWith("/") ? routes.find(Percent.segments(path)) : null;
    if (found == null) {
      throw ProblemException.notFound("There is nothing at this path.");
    }
    String method = request.getMethod();
    RouteTree.Leaf leaf = found.methods().get(method);
    if (leaf == null && method.equals("HEAD")) {
      leaf = found.methods().get("GET");
    }
    if (leaf == null) {
      String allow = String.join(", ", allowed(found.methods().keySet()));
      if (method.equals("OPTIONS")) {
        return Reply.noContent().withHeader("Allow", allow);
      }
      throw ProblemException.of(
              Problem.METHOD_NOT_ALLOWED.withDetail("This path takes " + allow + "."))
          .withHeader("Allow", allow);
    }
    Call call =
        new Call(request, path, variables(leaf.names(), found.values()), leaf.route().bodyLimit());
    if (leaf.route().authenticated()) {
      call.principal(Objects.requireNonNull(authenticator).authenticate(call));
    }
    return leaf.route().handler().handle(call);
  }

  private static Map<String, String> variables(List<String> names, List<String> values) {
    if (names.isEmpty()) {
      return Map.of();
    }
    var variables = new HashMap<String, String>();
    for (int i = 0; i < names.size(); i++) {
      variables.put(names.get(i), values.get(i));
    }
    return variables;
  }

  private static Set<String> allowed(Set<String> methods) {
    var allowed = new TreeSet<>(methods);
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    allowed.add("OPTIONS");
    return allowed;
  }

  private Reply refuse(ProblemException refusal, HttpRequest request, String path) {
    Problem problem = refusal.problem();
    if (problem.status() >= 500) {
      log.warning("request not served", fields(request, path, problem), refusal.getCause());
    } else if (refusal.getCause() != null) {
      var fields = fields(request, path, problem);
      fields.put("cause", refusal.getCause().getClass().getName());
      log.info("request refused", fields);
    }
    Reply reply = Reply.problem(problem.withInstance(path));
    for (var header : refusal.headers().entrySet()) {
      reply = reply.withHeader(header.getKey(), header.getValue());
    }
    return reply;
  }

  private Reply fail(Throwable failure, HttpRequest request, String path) {
    String incident = HexFormat.of().toHexDigits(random.nextLong());
    Problem problem =
        Problem.INTERNAL
            .withDetail("Something failed on our side. Tell us the incident if it stays.")
            .with("incident", incident);
    var fields = fields(request, path, problem);
    fields.put(Fields.INCIDENT, incident);
    log.error("request failed", fields, failure);
    return Reply.problem(problem.withInstance(path));
  }

  private static Map<String, Object> fields(HttpRequest request, String path, Problem problem) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("method", request.getMethod());
    fields.put("path", path);
    fields.put("status", problem.status());
    if (problem.detail() != null) {
      fields.put("detail", problem.detail());
    }
    request.getFirstHeader("traceparent").ifPresent(trace -> fields.put(Fields.TRACEPARENT, trace));
    return fields;
  }
}
