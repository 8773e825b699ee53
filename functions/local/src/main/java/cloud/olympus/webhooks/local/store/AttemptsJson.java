package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.Phases;
import cloud.olympus.webhooks.delivery.Trip;
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
      write(json, attempt.answer().trip());
      switch (attempt.answer()) {
        case Answer.Answered answered -> {
          json.addProperty("status", answered.status());
          write(json, answered.headers());
          json.addProperty("body", answered.body());
          if (answered.bodyTooLarge()) {
            json.addProperty("body_too_large", true);
          }
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

  static void write(JsonObject json, Map<String, String> headers) {
    var texts = new JsonObject();
    headers.forEach(texts::addProperty);
    json.add("headers", texts);
  }

  static void write(JsonObject json, Trip trip) {
    if (trip.address() != null) {
      json.addProperty("address", trip.address());
    }
    if (trip.tries() > 1) {
      json.addProperty("tries", trip.tries());
    }
    var phases = new JsonObject();
    trip.phases().millis().forEach(phases::addProperty);
    if (!phases.isEmpty()) {
      json.add("phases_ms", phases);
    }
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
    var trip = trip(json, Duration.ofMillis(json.get("took_ms").getAsLong()));
    String failure = text(json, "failure");
    if (failure != null) {
      return new Answer.Failed(
          Failure.ofCode(failure).orElseThrow(), json.get("detail").getAsString(), trip);
    }
    return new Answer.Answered(
        json.get("status").getAsInt(),
        headers(json),
        json.get("body").getAsString(),
        json.has("body_too_large"),
        trip);
  }

  static Map<String, String> headers(JsonObject json) {
    Map<String, String> headers = new HashMap<>();
    json.getAsJsonObject("headers")
        .entrySet()
        .forEach(header -> headers.put(header.getKey(), header.getValue().getAsString()));
    return headers;
  }

  /** Rows of earlier releases have neither phases nor tries. */
  static Trip trip(JsonObject json, Duration took) {
    Map<String, Long> phases = new HashMap<>();
    if (json.has("phases_ms")) {
      json.getAsJsonObject("phases_ms")
          .entrySet()
          .forEach(phase -> phases.put(phase.getKey(), phase.getValue().getAsLong()));
    }
    return new Trip(
        took,
        text(json, "address"),
        Phases.ofMillis(phases),
        json.has("tries") ? json.get("tries").getAsInt() : 1);
  }

  private static @Nullable String text(JsonObject json, String name) {
    JsonElement value = json.get(name);
    return value == null ? null : value.getAsString();
  }
}
