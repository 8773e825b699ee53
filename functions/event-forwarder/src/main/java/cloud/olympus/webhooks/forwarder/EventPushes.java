package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Reading;
import cloud.olympus.webhooks.payment.Owner;
import cloud.olympus.webhooks.payment.PaymentOwners;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.log.Fields;
import cloud.olympus.webhooks.web.log.Log;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pushes of topic {@code events}. A 2xx acknowledges; anything else has the bus deliver the message again, which happens only where
 * that can help: what is malformed becomes a dead letter and is acknowledged.
 */
final class EventPushes {

  private final Pass pass;
  private final EventBus bus;
  private final PaymentOwners owners;
  private final Catalogue catalogue;
  private final InstantSource clock;
  private final Log log;

  EventPushes(
      Pass pass,
      EventBus bus,
      PaymentOwners owners,
      Catalogue catalogue,
      InstantSource clock,
      Log log) {
    this.pass = pass;
    this.bus = bus;
    this.owners = owners;
    this.catalogue = catalogue;
    this.clock = clock;
    this.log = log;
  }

  Reply handle(Call call) {
    byte[] data;
    try {
      data = PushMessage.read(call.body()).data();
    } catch (PushMessage.Refused e) {
      return bury(e.reason(), e.getMessage(), null, null, call.body());
    }
    return switch (EnvelopeReader.read(data)) {
      case Reading.Malformed bad ->
          bury(bad.reason(), bad.detail(), bad.tenantId(), bad.eventId(), data);
      case Reading.Accepted good -> handle(good.event(), data);
    };
  }

  private Reply handle(Event event, byte[] data) {
    if (catalogue.domainOf(event.source(), event.type()).isEmpty()) {
      String detail = "the catalogue has no type " + event.type() + " of source " + event.source();
      return bury("unknown_type", detail, event.tenantId(), event.id(), data);
    }
    remember(event);
    return switch (pass.run(event)) {
      case Pass.Result.Finished _ -> Reply.noContent();
      case Pass.Result.Busy busy ->
          throw ProblemException.unavailable(
              "Another pass holds this event.", Duration.between(clock.instant(), busy.until()));
      case Pass.Result.Conflict _ ->
          bury(
              "id_conflict",
              "the id belongs to an event with other content",
              event.tenantId(),
              event.id(),
              data);
    };
  }

  /** So that a dispute of this payment, months later, finds its tenant. */
  private void remember(Event event) {
    String payment = event.orderingKey();
    if (event.source().equals("stripe") && event.type().equals("payment.captured") && payment != null) {
      owners.remember(payment, new Owner(event.tenantId(), event.locationId()), clock.instant());
    }
  }

  private Reply bury(
      String reason,
      @Nullable String detail,
      @Nullable String tenantId,
      @Nullable String eventId,
      byte[] body) {
    var letter =
        DeadLetter.of(
            reason, detail == null ? reason : detail, tenantId, eventId, body, clock.instant());
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
