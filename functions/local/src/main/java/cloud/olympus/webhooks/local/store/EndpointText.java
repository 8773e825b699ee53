package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.lane.EndpointState;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashMap;
import java.util.Map;

/** What a lane knows of its endpoint, as text. */
final class EndpointText {

  private EndpointText() {}

  static String write(EndpointState endpoint) {
    var json = new JsonObject();
    endpoint.numbers().forEach(json::addProperty);
    return json.toString();
  }

  static EndpointState read(String text) {
    if (text.equals("{}")) {
      return EndpointState.HEALTHY;
    }
    Map<String, Long> numbers = new HashMap<>();
    JsonParser.parseString(text)
        .getAsJsonObject()
        .entrySet()
        .forEach(number -> numbers.put(number.getKey(), number.getValue().getAsLong()));
    return EndpointState.of(numbers);
  }
}
