package cloud.olympus.webhooks.catalogue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A JSON object that lies beside this class in the jar. */
final class JsonResource {

  private JsonResource() {}

  static JsonObject read(String path) {
    try (var bytes = JsonResource.class.getResourceAsStream(path)) {
      if (bytes == null) {
        throw new IllegalStateException("The catalogue lacks " + path);
      }
      return JsonParser.parseReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))
          .getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException("The catalogue cannot read " + path, e);
    }
  }
}
