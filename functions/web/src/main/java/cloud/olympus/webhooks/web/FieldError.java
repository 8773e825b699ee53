package cloud.olympus.webhooks.web;

import com.google.gson.JsonObject;

/**
 * What is wrong with one field of a request.
 *
 * @param field the path of a member of the body ({@code retry.attempts}, {@code events[2]}), or the
 *     name of a query parameter or header
 * @param code what programs look at, in snake_case: {@code required}, {@code unknown}, {@code
 *     too_long}
 * @param message what people read
 */
public record FieldError(String field, String code, String message) {
  JsonObject toJson() {
    var json = new JsonObject();
    json.addProperty("field", field);
    json.addProperty("code", code);
    json.addProperty("message", message);
    return json;
  }
}
