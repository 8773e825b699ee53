package cloud.olympus.webhooks.local.inbox;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Map;

/**
 * A request that the inbox got.
 *
 * @param number counted from 1 over all inboxes, so that the newest has the highest
 * @param inbox the name in its path
 * @param headers those that matter to a receiver
 * @param verified whether its signature is right; null-free: unknown senders count as not verified
 * @param answered the status that it was answered with
 */
record Arrival(
    long number,
    String inbox,
    Instant at,
    Map<String, String> headers,
    String body,
    boolean verified,
    int answered) {

  JsonObject toJson() {
    var json = new JsonObject();
    json.addProperty("number", number);
    json.addProperty("inbox", inbox);
    json.addProperty("at", at.toString());
    json.addProperty("verified", verified);
    json.addProperty("answered", answered);
    var names = new JsonObject();
    headers.forEach(names::addProperty);
    json.add("headers", names);
    json.addProperty("body", body);
    return json;
  }
}
