package cloud.olympus.webhooks.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.functions.HttpResponse;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The answer to a call. Immutable; names of headers are case-sensitive here, one value each. */
public final class Reply {
  private static final byte[] NOTHING = {};

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  private Reply(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** An answer with this body, of this {@code Content-Type}. */
  public static Reply of(int status, String contentType, byte[] body) {
    return new Reply(status, Map.of("Content-Type", contentType), body.clone());
  }

  /** An answer with this text, as UTF-8. */
  public static Reply of(int status, String contentType, String body) {
    return new Reply(status, Map.of("Content-Type", contentType), body.getBytes(UTF_8));
  }

  /** An {@code application/json} answer. */
  public static Reply json(int status, JsonElement body) {
    return json(status, body.toString());
  }

  /** An {@code application/json} answer whose text is JSON already. */
  public static Reply json(int status, String body) {
    return of(status, "application/json", body);
  }

  /** 204. */
  public static Reply noContent() {
    return empty(204);
  }

  /** An answer without a body. */
  public static Reply empty(int status) {
    return new Reply(status, Map.of(), NOTHING);
  }

  /** An {@code application/problem+json} answer with the problem's status. */
  public static Reply problem(Problem problem) {
    return of(problem.status(), "application/problem+json", problem.toJson().toString());
  }

  /**
   * The same with this header set.
   *
   * @throws IllegalArgumentException if name or value could end the header
   */
  public Reply withHeader(String name, String value) {
    if (breaksHeader(name) || breaksHeader(value)) {
      throw new IllegalArgumentException("control characters in the header " + name.strip());
    }
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, Collections.unmodifiableMap(more), body);
  }

  public int status() {
    return status;
  }

  public Map<String, String> headers() {
    return headers;
  }

  /** The value of a header that was set under exactly this name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** A copy of the body. */
  public byte[] body() {
    return body.clone();
  }

  void writeTo(HttpResponse response, boolean head) throws IOException {
    response.setStatusCode(status);
    for (var header : headers.entrySet()) {
      if (header.getKey().equals("Content-Type")) {
        response.setContentType(header.getValue());
      } else {
        response.appendHeader(header.getKey(), header.getValue());
      }
    }
    if (body.length == 0) {
      return;
    }
    // Without it the Invoker 1.4.1, which Google Cloud runs, sends even a short answer in chunks.
    response.appendHeader("Content-Length", Integer.toString(body.length));
    if (!head) {
      response.getOutputStream().write(body);
    }
  }

  private static boolean breaksHeader(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) == 0x7f) {
        return true;
      }
    }
    return false;
  }
}
