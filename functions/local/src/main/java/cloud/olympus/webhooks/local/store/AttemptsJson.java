package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Failure;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attempts in a delivery's row. */
final class AttemptsJson {

  private AttemptsJson() {}

  static String write(List<Attempt> attempts) {
    var array = new JsonArray();
    for (var attempt : attempts) {
      var json = new JsonObject();
      json.addProperty("number", attempt.number());
      json.addProperty("at", attempt.at().toEpochMilli());
      json.addProperty("took_ms", attempt.took().toMillis());
      if (attempt.probe()) {
        json.addProperty("probe", true);
      }
      attempt.answer().dialled().ifPresent(address -> json.addProperty("address", address));
      switch (attempt.answer()) {
        case Answer.Answered answered -> {
          json.addProperty("status", answered.status());
          var headers = new JsonObject();
          answered.headers().forEach(headers::addProperty);
          json.add("headers", headers);
          json.addProperty("body", answered.body());
        }
        case Answer.Failed failed -> {
          json.addProperty("failure", failed.failure().code());
          json.addProperty("detail", failed.detail());
        }
      }
      array.add(json);
    }
    return array.toString();
  }

  static List<Attempt> read(String text) {
    List<Attempt> attempts = new ArrayList<>();
    for (var element : JsonParser.parseString(text).getAsJsonArray()) {
      var json = element.getAsJsonObject();
      attempts.add(
          new Attempt(
              json.get("number").getAsInt(),
              Instant.ofEpochMilli(json.get("at").getAsLong()),
              answer(json),
              json.has("probe")));
    }
    return attempts;
  }

  private static Answer answer(JsonObject json) {
    var took = Duration.ofMillis(json.get("took_ms").getAsLong());
    String address = text(json, "address");
    String failure = text(json, "failure");
    if (failure != null) {
      return new Answer.Failed(
          Failure.ofCode(failure).orElseThrow(), json.get("detail").getAsString(), took, address);
    }
    Map<String, String> headers = new HashMap<>();
    json.getAsJsonObject("headers")
        .entrySet()
        .forEach(header -> headers.put(header.getKey(), header.getValue().getAsString()));
    return new Answer.Answered(
        json.get("status").getAsInt(), headers, json.get("body").getAsString(), took, address);
  }

  private static @Nullable String text(JsonObject json, String name) {
    JsonElement value = json.get(name);
    return value == null ? null : value.getAsString();
  }
}
