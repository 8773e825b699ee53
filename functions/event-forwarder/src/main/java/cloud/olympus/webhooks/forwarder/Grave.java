package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.log.Fields;
import cloud.olympus.webhooks.web.log.Log;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where what can never be delivered goes: to the dead letters' topic, and into the log, from which
 * alerts count. Both answer the push with what acknowledges it.
 */
record Grave(EventBus bus, InstantSource clock, Log log) {

  /** Buries a push that holds no message; whose it is, is what its attributes say. */
  Reply refused(PushMessage.Refused refusal, byte[] body) {
    var said = refusal.attributes();
    return bury(refusal.reason(), refusal.detail(), said.tenantId(), said.eventId(), body);
  }

  /**
   * Buries a message.
   *
   * @param tenantId null where nobody can tell
   * @param eventId likewise
   */
  Reply bury(
      String reason,
      String detail,
      @Nullable String tenantId,
      @Nullable String eventId,
      byte[] body) {
    var letter = DeadLetter.of(reason, detail, tenantId, eventId, body, clock.instant());
    bus.publish(letter);
    Map<String, Object> fields = new HashMap<>();
    fields.put("reason", reason);
    fields.put("dead_letter_id", letter.id());
    if (tenantId != null) {
      fields.put(Fields.TENANT_ID, tenantId);
    }
    if (eventId != null) {
      fields.put(Fields.EVENT_ID, eventId);
    }
    log.warning("dead letter", fields);
    return Reply.noContent();
  }
}
