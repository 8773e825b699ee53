package cloud.olympus.webhooks.web;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Ends a request with a problem, and the headers that belong to it. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient Map<String, String> headers;

  private ProblemException(
      Problem problem, Map<String, String> headers, @Nullable Throwable cause) {
    // Answers to callers, not failures of ours: nobody reads their stack.
    super(problem.title(), cause, false, cause != null);
    this.problem = problem;
    this.headers = Map.copyOf(headers);
  }

  /** Ends a request with this problem. */
  public static ProblemException of(Problem problem) {
    return new ProblemException(problem, Map.of(), null);
  }

  /** 400: the request as a whole is malformed. */
  public static ProblemException badRequest(String detail) {
    return of(Problem.BAD_REQUEST.withDetail(detail));
  }

  /**
   * 400: the body is not the JSON that is taken.
   *
   * @param what without capital and full stop, such as {@code not a JSON object}
   */
  public static ProblemException malformedJson(String what) {
    String sentence = what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1) + ".";
    return of(Problem.MALFORMED_JSON.withDetail(sentence));
  }

  /** 400: single fields are wrong. */
  public static ProblemException invalid(List<FieldError> errors) {
    return of(Problem.INVALID.withErrors(errors));
  }

  /** 400: one field is wrong. */
  public static ProblemException invalid(String field, String code, String message) {
    return invalid(List.of(new FieldError(field, code, message)));
  }

  /** 403, with a sentence that says why. */
  public static ProblemException forbidden(String detail) {
    return of(Problem.FORBIDDEN.withDetail(detail));
  }

  /** 404; the same whether the thing is not there or another tenant's. */
  public static ProblemException notFound(String detail) {
    return of(Problem.NOT_FOUND.withDetail(detail));
  }

  /** 409. */
  public static ProblemException conflict(String detail) {
    return of(Problem.CONFLICT.withDetail(detail));
  }

  /** 422. */
  public static ProblemException unprocessable(String detail) {
    return of(Problem.UNPROCESSABLE.withDetail(detail));
  }

  /** 503 with {@code Retry-After} in whole seconds, rounded up, at least one. */
  public static ProblemException unavailable(String detail, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    return of(Problem.UNAVAILABLE.withDetail(detail)).withHeader("Retry-After", "" + seconds);
  }

  /** The same with one more response header. */
  public ProblemException withHeader(String name, String value) {
    var more = new TreeMap<>(headers);
    more.put(name, value);
    return new ProblemException(problem, more, getCause());
  }

  /** The same with what led to it, for the log alone. */
  public ProblemException causedBy(Throwable cause) {
    return new ProblemException(problem, headers, cause);
  }

  /** What the caller is told. */
  public Problem problem() {
    return problem;
  }

  /** Response headers that go with it. */
  public Map<String, String> headers() {
    return headers;
  }
}
