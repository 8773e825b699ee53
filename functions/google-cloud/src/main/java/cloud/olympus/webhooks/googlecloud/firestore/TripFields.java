package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.delivery.Phases;
import cloud.olympus.webhooks.delivery.Trip;
import java.time.Duration;
import java.util.Map;

/** How a request went, in the document of its delivery or of its event; how long is beside it. */
final class TripFields {

  private TripFields() {}

  static void put(Map<String, Object> fields, Trip trip) {
    fields.put("address", trip.address());
    Map<String, Long> phases = trip.phases().millis();
    if (!phases.isEmpty()) {
      fields.put("phases_ms", phases);
    }
    if (trip.tries() > 1) {
      fields.put("tries", (long) trip.tries());
    }
  }

  /** Documents of earlier releases have neither phases nor tries. */
  static Trip read(Fields fields, Duration took) {
    return new Trip(
        took,
        fields.optionalText("address").orElse(null),
        Phases.ofMillis(fields.nested("phases_ms").numberMap()),
        (int) Math.max(1, fields.number("tries")));
  }
}
