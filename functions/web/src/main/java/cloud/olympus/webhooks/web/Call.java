package cloud.olympus.webhooks.web;

import cloud.olympus.webhooks.web.log.TraceParent;
import com.google.cloud.functions.HttpRequest;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request on its way through a route. Used by one thread. */
public final class Call {
  private final HttpRequest request;
  private final String path;
  private final Map<String, String> variables;
  private final int bodyLimit;
  private @Nullable Map<String, List<String>> headers;
  private @Nullable Map<String, List<String>> parameters;
  private byte @Nullable [] body;
  private @Nullable Principal principal;

  Call(HttpRequest request, String path, Map<String, String> variables, int bodyLimit) {
    this.request = request;
    this.path = path;
    this.variables = variables;
    this.bodyLimit = bodyLimit;
  }

  /** In upper case; {@code HEAD} where a GET route serves one. */
  public String method() {
    return request.getMethod();
  }

  /** The path, percent-encoded, without the query. */
  public String path() {
    return path;
  }

  /**
   * What a variable of the route's template stands for, decoded, never empty.
   *
   * @throws IllegalArgumentException if the template has no such variable
   */
  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no such variable in this route: " + name);
    }
    return value;
  }

  /** The first value of a query parameter, decoded; empty text where only its name stands. */
  public Optional<String> query(String name) {
    return queries(name).stream().findFirst();
  }

  /** All values of a query parameter, decoded, in order. */
  public List<String> queries(String name) {
    return parameters().getOrDefault(name, List.of());
  }

  /**
   * Refuses query parameters that the route does not know: a misspelt filter would show more than
   * was asked for.
   *
   * @throws ProblemException 400 naming each
   */
  public void onlyQuery(String... known) {
    var names = Set.of(known);
    var errors = new FieldErrors();
    for (String name : parameters().keySet()) {
      if (!names.contains(name)) {
        errors.add(
            name,
            "unknown",
            "This is not a query parameter here; known are " + String.join(", ", known) + ".");
      }
    }
    errors.throwIfAny();
  }

  /** The first value of a header, whatever the case of its name. */
  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  /** All values of a header, whatever the case of its name; one for each time it was sent. */
  public List<String> headers(String name) {
    if (headers == null) {
      headers = request.getHeaders();
    }
    List<String> values = headers.get(name);
    if (values != null) {
      return values;
    }
    for (var header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return header.getValue();
      }
    }
    return List.of();
  }

  /** The caller's trace, if it sent exactly one that is well formed. */
  public Optional<TraceParent> traceParent() {
    List<String> values = headers("traceparent");
    return values.size() == 1 ? TraceParent.parse(values.getFirst()) : Optional.empty();
  }

  /** How long the body is, in bytes, as its sender said; -1 where that is not said. */
  public long contentLength() {
    return request.getContentLength();
  }

  /**
   * The body, read on first use. Not a copy: do not change it.
   *
   * @throws ProblemException 413 if it is larger than the route takes, 400 if it does not arrive
   */
  public byte[] body() {
    byte[] bytes = body;
    if (bytes == null) {
      bytes = read();
      body = bytes;
    }
    return bytes;
  }

  /**
   * Refuses a body that is not declared as JSON.
   *
   * @throws ProblemException 415
   */
  public void requireJson() {
    boolean encoded = header("Content-Encoding").filter(e -> !e.equals("identity")).isPresent();
    if (encoded || header("Content-Type").filter(MediaType::isJson).isEmpty()) {
      throw ProblemException.of(
              Problem.UNSUPPORTED_MEDIA_TYPE.withDetail(
                  "Send Content-Type: application/json, in UTF-8 and not compressed."))
          .withHeader("Accept", "application/json");
    }
  }

  /**
   * The body as a JSON object, by {@link StrictJson}.
   *
   * @throws ProblemException 415 if it is not declared as JSON, 413, or 400 if it is no such object
   */
  public JsonObject json() {
    requireJson();
    try {
      return StrictJson.object(body());
    } catch (JsonParseException e) {
      throw ProblemException.malformedJson(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Who calls.
   *
   * @throws IllegalStateException if the route does not ask for it
   */
  public Principal principal() {
    if (principal == null) {
      throw new IllegalStateException("this route is not for principals");
    }
    return principal;
  }

  void principal(Principal caller) {
    principal = caller;
  }

  private Map<String, List<String>> parameters() {
    if (parameters == null) {
      parameters = request.getQuery().map(Percent::parameters).orElse(Map.of());
    }
    return parameters;
  }

  private byte[] read() {
    if (contentLength() > bodyLimit) {
      throw tooLarge();
    }
    byte[] bytes;
    try {
      bytes = request.getInputStream().readNBytes(bodyLimit + 1);
    } catch (IOException | RuntimeException e) {
      // Servers report a broken chunk or a caller who left by exceptions of their own.
      throw ProblemException.badRequest("The body could not be read.").causedBy(e);
    }
    if (bytes.length > bodyLimit) {
      throw tooLarge();
    }
    return bytes;
  }

  private ProblemException tooLarge() {
    return ProblemException.of(
        Problem.TOO_LARGE.withDetail("The body may have at most " + bodyLimit + " bytes."));
  }
}
