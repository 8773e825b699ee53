package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Problem;
import cloud.olympus.webhooks.web.ProblemException;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** JSON Merge Patch (RFC 7396). */
final class MergePatch {

  private static final String TYPE = "application/merge-patch+json";

  private MergePatch() {}

  /**
   * Refuses other kinds of patches, which are JSON too.
   *
   * @throws ProblemException 415 naming what is taken
   */
  static void requireType(Call call) {
    call.requireJson();
    String type = call.header("Content-Type").orElse("").split(";", 2)[0].strip();
    if (!type.equalsIgnoreCase(TYPE) && !type.equalsIgnoreCase("application/json")) {
      throw ProblemException.of(
              Problem.UNSUPPORTED_MEDIA_TYPE.withDetail(
                  "A PATCH here is " + TYPE + ", also where it is sent as application/json."))
          .withHeader("Accept-Patch", TYPE + ", application/json");
    }
  }

  /** The target with the patch applied; neither is changed. */
  static JsonElement apply(JsonElement target, JsonElement patch) {
    if (!(patch instanceof JsonObject changes)) {
      return patch.deepCopy();
    }
    JsonObject result = target instanceof JsonObject object ? object.deepCopy() : new JsonObject();
    for (var change : changes.entrySet()) {
      JsonElement before = result.remove(change.getKey());
      if (!change.getValue().isJsonNull()) {
        result.add(
            change.getKey(), apply(before == null ? new JsonObject() : before, change.getValue()));
      }
    }
    return result;
  }
}
