package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.forwarder.EventForwarder;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/**
 * Topics and push subscriptions, as Terraform makes them, by Pub/Sub's HTTP API. Without the
 * ordered one: the emulator takes filters and does not apply them, so that each event would be
 * pushed twice.
 */
final class Topics {

  private static final Map<String, String> PUSHES =
      Map.of(
          "events", EventForwarder.EVENTS,
          "events-unrouted", EventForwarder.UNROUTED,
          "events-dead-letter", EventForwarder.DEAD_LETTERS);

  private Topics() {}

  /**
   * Makes them.
   *
   * @param address of the emulator
   * @param forwarder whom it pushes to
   */
  static void create(String address, String forwarder) throws IOException, InterruptedException {
    String project = "projects/" + Emulator.PROJECT;
    try (var http = HttpClient.newHttpClient()) {
      for (var push : PUSHES.entrySet()) {
        String topic = project + "/topics/" + push.getKey();
        put(http, address, topic, new JsonObject());
        var subscription = new JsonObject();
        subscription.addProperty("topic", topic);
        subscription.addProperty("ackDeadlineSeconds", 60);
        var config = new JsonObject();
        config.addProperty("pushEndpoint", forwarder + push.getValue());
        subscription.add("pushConfig", config);
        put(http, address, project + "/subscriptions/forwarder-" + push.getKey(), subscription);
      }
    }
  }

  private static void put(HttpClient http, String address, String name, JsonObject body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/v1/" + name))
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(name + " cannot be made: " + answer.body());
    }
  }
}
