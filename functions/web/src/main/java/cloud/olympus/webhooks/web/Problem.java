package cloud.olympus.webhooks.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not served (RFC 9457). Immutable.
 *
 * @param type a stable URI reference, which programs compare
 * @param title the type in words, the same each time
 * @param status the HTTP status
 * @param detail what went wrong this time; never text of an exception
 * @param instance the path of the request
 * @param errors what is wrong with single fields
 * @param extensions further members, in their order
 */
public record Problem(
    String type,
    String title,
    int status,
    @Nullable String detail,
    @Nullable String instance,
    List<FieldError> errors,
    Map<String, JsonElement> extensions) {

  /** The request is malformed as a whole. */
  public static final Problem BAD_REQUEST = of(400, "bad-request", "Bad request");

  /** The body is no JSON, or not of the kind that everybody reads alike. */
  public static final Problem MALFORMED_JSON = of(400, "malformed-json", "Malformed JSON");

  /** Some fields of the request are wrong; {@code errors} says which. */
  public static final Problem INVALID = of(400, "invalid-request", "Invalid request");

  /** The caller did not prove who it is. */
  public static final Problem UNAUTHORIZED = of(401, "unauthorized", "Unauthorized");

  /** The caller is known and may not do this. */
  public static final Problem FORBIDDEN = of(403, "forbidden", "Forbidden");

  /** There is nothing here, or nothing that this caller may know of. */
  public static final Problem NOT_FOUND = of(404, "not-found", "Not found");

  /** The path is there, the method is not. */
  public static final Problem METHOD_NOT_ALLOWED =
      of(405, "method-not-allowed", "Method not allowed");

  /** The request contradicts the present state. */
  public static final Problem CONFLICT = of(409, "conflict", "Conflict");

  /** The resource is no longer what {@code If-Match} says. */
  public static final Problem PRECONDITION_FAILED =
      of(412, "precondition-failed", "Precondition failed");

  /** The body is larger than this route takes. */
  public static final Problem TOO_LARGE = of(413, "content-too-large", "Content too large");

  /** The body is of a kind that this route does not take. */
  public static final Problem UNSUPPORTED_MEDIA_TYPE =
      of(415, "unsupported-media-type", "Unsupported media type");

  /** The request is well formed and cannot be done. */
  public static final Problem UNPROCESSABLE = of(422, "unprocessable", "Unprocessable content");

  /** The change needs an {@code If-Match} (RFC 6585). */
  public static final Problem PRECONDITION_REQUIRED =
      of(428, "precondition-required", "Precondition required");

  /** The caller asks too often. */
  public static final Problem TOO_MANY_REQUESTS = of(429, "too-many-requests", "Too many requests");

  /** Our fault. */
  public static final Problem INTERNAL = of(500, "internal", "Internal error");

  /** Something we need is not there at the moment; the same request may succeed later. */
  public static final Problem UNAVAILABLE = of(503, "unavailable", "Service unavailable");

  public Problem {
    errors = List.copyOf(errors);
    extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
  }

  /** A problem of type {@code /problems/<slug>} without detail. */
  public static Problem of(int status, String slug, String title) {
    return new Problem("/problems/" + slug, title, status, null, null, List.of(), Map.of());
  }

  /** The same with a detail. */
  public Problem withDetail(String text) {
    return new Problem(type, title, status, text, instance, errors, extensions);
  }

  /** The same for the request of this path. */
  public Problem withInstance(String path) {
    return new Problem(type, title, status, detail, path, errors, extensions);
  }

  /** The same with these field errors in place of its own, and a detail that tells them too. */
  public Problem withErrors(List<FieldError> fieldErrors) {
    String text = FieldErrors.inShort(fieldErrors);
    return new Problem(type, title, status, text, instance, fieldErrors, extensions);
  }

  /** The same with one more member. */
  public Problem with(String member, JsonElement value) {
    var more = new LinkedHashMap<>(extensions);
    more.put(member, value);
    return new Problem(type, title, status, detail, instance, errors, more);
  }

  /** The same with one more member. */
  public Problem with(String member, String value) {
    return with(member, new JsonPrimitive(value));
  }

  /** The body of {@code application/problem+json}. */
  public JsonObject toJson() {
    var json = new JsonObject();
    json.addProperty("type", type);
    json.addProperty("title", title);
    json.addProperty("status", status);
    if (detail != null) {
      json.addProperty("detail", detail);
    }
    if (instance != null) {
      json.addProperty("instance", instance);
    }
    if (!errors.isEmpty()) {
      var list = new JsonArray(errors.size());
      errors.forEach(error -> list.add(error.toJson()));
      json.add("errors", list);
    }
    extensions.forEach(json::add);
    return json;
  }
}
