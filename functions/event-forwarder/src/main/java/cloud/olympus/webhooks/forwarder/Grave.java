package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.web.log.Fields;
import cloud.olympus.webhooks.web.log.Log;
import java.util.HashMap;
import java.util.Map;

/**
 * Where what can never be delivered goes: to the dead letters' topic, and into the log, from which
 * alerts count.
 */
record Grave(EventBus bus, Log log) {

  void bury(DeadLetter letter) {
    bus.publish(letter);
    Map<String, Object> fields = new HashMap<>();
    fields.put("reason", letter.reason());
    fields.put("dead_letter_id", letter.id());
    if (letter.tenantId() != null) {
      fields.put(Fields.TENANT_ID, letter.tenantId());
    }
    if (letter.eventId() != null) {
      fields.put(Fields.EVENT_ID, letter.eventId());
    }
    log.warning("dead letter", fields);
  }
}
