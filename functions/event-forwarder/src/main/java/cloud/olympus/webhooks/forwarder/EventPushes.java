package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.delivery.Pass;
import cloud.olympus.webhooks.event.Budget;
import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Reading;
import cloud.olympus.webhooks.payment.PaymentRouter;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Pushes of topic {@code events}. A 2xx acknowledges; anything else has the bus deliver the message
 * again, which happens only where that can help: what is malformed becomes a dead letter and is
 * acknowledged.
 */
final class EventPushes {

  private final Pass pass;
  private final Grave grave;
  private final PaymentRouter payments;
  private final Catalogue catalogue;
  private final InstantSource clock;
  private final LongSupplier nanos;

  /**
   * Pushes.
   *
   * @param nanos the pass's clock that only grows
   */
  EventPushes(
      Pass pass,
      Grave grave,
      PaymentRouter payments,
      Catalogue catalogue,
      InstantSource clock,
      LongSupplier nanos) {
    this.pass = pass;
    this.grave = grave;
    this.payments = payments;
    this.catalogue = catalogue;
    this.clock = clock;
    this.nanos = nanos;
  }

  Reply handle(Call call) {
    long arrived = nanos.getAsLong();
    PushMessage push;
    try {
      push = PushMessage.read(call.body());
    } catch (PushMessage.Refused e) {
      return grave.refused(e, call.body());
    }
    return switch (EnvelopeReader.read(push.data())) {
      case Reading.Malformed bad -> {
        var said = push.attributes();
        yield grave.bury(
            bad.reason(),
            bad.detail(),
            bad.tenantId() == null ? said.tenantId() : bad.tenantId(),
            bad.eventId() == null ? said.eventId() : bad.eventId(),
            push.data());
      }
      case Reading.Accepted good -> handle(good.event(), push.data(), arrived);
    };
  }

  private Reply handle(Event event, byte[] data, long arrived) {
    if (catalogue.domainOf(event.source(), event.type()).isEmpty()) {
      String detail = "the catalogue has no type " + event.type() + " of source " + event.source();
      return grave.bury("unknown_type", detail, event.tenantId(), event.id(), data);
    }
    Budget.from(arrived, Pass.BUDGET, nanos).run(() -> payments.remember(event, clock.instant()));
    return switch (pass.run(event, arrived)) {
      case Pass.Result.Finished _ -> Reply.noContent();
      case Pass.Result.Busy busy ->
          throw ProblemException.unavailable(
              "Another pass holds this event.", Duration.between(clock.instant(), busy.until()));
      case Pass.Result.Conflict _ ->
          grave.bury(
              "id_conflict",
              "the id belongs to an event with other content",
              event.tenantId(),
              event.id(),
              data);
    };
  }
}
