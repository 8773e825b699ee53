package cloud.olympus.webhooks.benchmark;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The program's API, as the tenant of a token sees it. */
record Api(int port, String token) {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Makes a subscription, and gives its id. */
  String subscribe(String form) throws IOException, InterruptedException {
    return call("POST", "/v1/webhooks", form).get("id").getAsString();
  }

  /** Changes a subscription by a merge patch. */
  void change(String id, String patch) throws IOException, InterruptedException {
    call("PATCH", "/v1/webhooks/" + id, patch);
  }

  /** How many deliveries of a subscription are in a state, a page of them at most. */
  int deliveries(String id, String state) throws IOException, InterruptedException {
    return call("GET", "/v1/webhooks/" + id + "/deliveries?state=" + state, "")
        .getAsJsonArray("data")
        .size();
  }

  private JsonObject call(String method, String path, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("If-Match", "*")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    var response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(method + " " + path + ": " + response.body());
    }
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }
}
