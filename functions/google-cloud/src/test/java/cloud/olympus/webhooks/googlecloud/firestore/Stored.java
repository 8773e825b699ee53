package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.testkit.emulator.Emulator;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The documents of an emulator as Firestore's HTTP API shows them: by collection, key and field,
 * each value with its type.
 */
final class Stored {

  private final String database;

  Stored(String address) {
    this.database =
        "http://%s/v1/projects/%s/databases/(default)/documents"
            .formatted(address, Emulator.PROJECT);
  }

  /** All documents, in the order of their names. */
  String read() throws IOException, InterruptedException {
    var collections = new TreeMap<String, Map<String, JsonElement>>();
    for (var collection : collections()) {
      var documents = new TreeMap<String, JsonElement>();
      var page = call("GET", '/' + collection + "?pageSize=300", "");
      for (var document : page.getAsJsonArray("documents")) {
        String name = document.getAsJsonObject().get("name").getAsString();
        documents.put(
            name.substring(name.lastIndexOf('/') + 1),
            sorted(document.getAsJsonObject().get("fields")));
      }
      collections.put(collection, documents);
    }
    var json =
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();
    return json.toJson(collections) + '\n';
  }

  /** Writes what {@link #read} gave. */
  void write(String stored) throws IOException, InterruptedException {
    for (var collection : JsonParser.parseString(stored).getAsJsonObject().entrySet()) {
      for (var document : collection.getValue().getAsJsonObject().entrySet()) {
        var body = new JsonObject();
        body.add("fields", document.getValue());
        String key = URLEncoder.encode(document.getKey(), StandardCharsets.UTF_8);
        call("PATCH", '/' + collection.getKey() + '/' + key, body.toString());
      }
    }
  }

  private List<String> collections() throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    for (var id : call("POST", ":listCollectionIds", "{}").getAsJsonArray("collectionIds")) {
      ids.add(id.getAsString());
    }
    return ids;
  }

  private JsonObject call(String method, String path, String body)
      throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(database + path))
              .header("Authorization", "Bearer owner")
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build();
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(method + ' ' + path + ": " + answer.body());
      }
      return JsonParser.parseString(answer.body()).getAsJsonObject();
    }
  }

  private static JsonElement sorted(JsonElement value) {
    if (value.isJsonArray()) {
      var array = new JsonArray();
      value.getAsJsonArray().forEach(element -> array.add(sorted(element)));
      return array;
    }
    if (!value.isJsonObject()) {
      return value;
    }
    var fields = new TreeMap<String, JsonElement>();
    value.getAsJsonObject().asMap().forEach((name, field) -> fields.put(name, sorted(field)));
    var sorted = new JsonObject();
    fields.forEach(sorted::add);
    return sorted;
  }
}
