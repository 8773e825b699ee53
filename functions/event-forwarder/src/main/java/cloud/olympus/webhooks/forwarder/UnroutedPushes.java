package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.payment.PaymentRouter;
import cloud.olympus.webhooks.payment.Routing;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import cloud.olympus.webhooks.payment.UnroutedPaymentJson;
import cloud.olympus.webhooks.payment.UnroutedReading;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Reply;

/** Pushes of topic {@code events-unrouted}: payments whose tenant is looked up here. */
final class UnroutedPushes {

  private final PaymentRouter payments;
  private final EventBus bus;
  private final Grave grave;

  UnroutedPushes(PaymentRouter payments, EventBus bus, Grave grave) {
    this.payments = payments;
    this.bus = bus;
    this.grave = grave;
  }

  Reply handle(Call call) {
    byte[] data;
    try {
      data = PushMessage.read(call.body()).data();
    } catch (PushMessage.Refused e) {
      return grave.refused(e, call.body());
    }
    return switch (UnroutedPaymentJson.read(data)) {
      case UnroutedReading.Malformed bad ->
          grave.bury(bad.reason(), bad.detail(), null, null, data);
      case UnroutedReading.Accepted good -> handle(good.payment(), data);
    };
  }

  private Reply handle(UnroutedPayment payment, byte[] data) {
    return switch (payments.route(payment)) {
      case Routing.Unroutable no ->
          grave.bury(no.reason(), no.detail(), null, payment.eventId(), data);
      case Routing.Routed routed -> {
        bus.publish(routed.event());
        yield Reply.noContent();
      }
    };
  }
}
