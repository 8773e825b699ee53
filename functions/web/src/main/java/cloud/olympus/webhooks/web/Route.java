package cloud.olympus.webhooks.web;

import java.util.Locale;

/**
 * One method on one path, and what is asked of its calls. Immutable.
 *
 * @param method in upper case
 * @param template the path; {@code {name}} stands for one segment that is not empty
 * @param handler what answers
 * @param authenticated whether a call needs a {@link Principal}
 * @param bodyLimit the largest body it takes, in bytes
 */
public record Route(
    String method, String template, Handler handler, boolean authenticated, int bodyLimit) {

  /** What a route takes unless it says otherwise: ample for anything but an event. */
  public static final int DEFAULT_BODY_LIMIT = 64 * 1024;

  public Route {
    if (!method.equals(method.toUpperCase(Locale.ROOT)) || method.isEmpty()) {
      throw new IllegalArgumentException("a method is in upper case: " + method);
    }
    if (bodyLimit < 0 || bodyLimit == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("body limit out of range: " + bodyLimit);
    }
  }

  /** A route for anybody, with the default body limit. */
  public static Route of(String method, String template, Handler handler) {
    return new Route(method, template, handler, false, DEFAULT_BODY_LIMIT);
  }

  public static Route get(String template, Handler handler) {
    return of("GET", template, handler);
  }

  public static Route post(String template, Handler handler) {
    return of("POST", template, handler);
  }

  public static Route put(String template, Handler handler) {
    return of("PUT", template, handler);
  }

  public static Route patch(String template, Handler handler) {
    return of("PATCH", template, handler);
  }

  public static Route delete(String template, Handler handler) {
    return of("DELETE", template, handler);
  }

  /** The same for callers who prove who they are; others get 401. */
  public Route forPrincipals() {
    return new Route(method, template, handler, true, bodyLimit);
  }

  /** The same with another body limit. */
  public Route withBodyLimit(int bytes) {
    return new Route(method, template, handler, authenticated, bytes);
  }
}
