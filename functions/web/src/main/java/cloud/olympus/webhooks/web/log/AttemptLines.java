package cloud.olympus.webhooks.web.log;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.AttemptLog;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Unavailable;
import java.util.LinkedHashMap;
import java.util.Map;

/** One wide line for each attempt. Thread-safe. */
public final class AttemptLines implements AttemptLog {

  private final Log log;
  private final boolean onlyFailures;
  private final boolean once;

  /**
   * Into a log.
   *
   * @param onlyFailures no line for an attempt that succeeded
   */
  public AttemptLines(Log log, boolean onlyFailures) {
    this(log, onlyFailures, false);
  }

  private AttemptLines(Log log, boolean onlyFailures, boolean once) {
    this.log = log;
    this.onlyFailures = onlyFailures;
    this.once = once;
  }

  /** The same for test deliveries: whatever their attempt came to, no other follows. */
  public AttemptLines ofTests() {
    return new AttemptLines(log, onlyFailures, true);
  }

  @Override
  public void made(Event event, Delivery after) {
    var attempt = after.lastAttempt();
    if (attempt.isEmpty() || (onlyFailures && attempt.get().succeeded())) {
      return;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(Fields.TENANT_ID, event.tenantId());
    fields.put(Fields.EVENT_ID, event.id());
    fields.put("event_type", event.type());
    fields.put("source", event.source());
    fields.put(Fields.WEBHOOK_ID, after.id().webhookId());
    fields.put(Fields.DELIVERY_ID, after.id().toString());
    fields.put("attempt", attempt.get().number());
    Answer answer = attempt.get().answer();
    fields.put("took_ms", answer.took().toMillis());
    answer.trip().phases().millis().forEach((phase, millis) -> fields.put(phase + "_ms", millis));
    if (answer.trip().tries() > 1) {
      fields.put("tries", answer.trip().tries());
    }
    answer.dialled().ifPresent(address -> fields.put("address", address));
    if (answer instanceof Answer.Answered answered) {
      fields.put("http_status", answered.status());
    }
    answer.error().ifPresent(error -> fields.put("failure", error));
    boolean succeeded = attempt.get().succeeded();
    DeliveryState state = once && !succeeded ? DeliveryState.EXHAUSTED : after.state();
    fields.put("state", state.code());
    if (event.test()) {
      fields.put("test", true);
    }
    if (!state.isFinal()) {
      fields.put("due_at", after.dueAt());
    }
    if (event.traceparent() != null) {
      fields.put(Fields.TRACEPARENT, event.traceparent());
    }
    log.write(succeeded ? Severity.INFO : Severity.WARNING, "attempt", fields, null);
  }

  @Override
  public void putOff(Delivery delivery, Unavailable why) {
    var id = delivery.id();
    log.warning(
        "put_off",
        Map.of(
            Fields.TENANT_ID, id.tenantId(),
            Fields.WEBHOOK_ID, id.webhookId(),
            Fields.DELIVERY_ID, id.toString()),
        why);
  }
}
