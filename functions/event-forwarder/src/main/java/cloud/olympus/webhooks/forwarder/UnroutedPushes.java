package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.payment.PaymentRouter;
import cloud.olympus.webhooks.payment.Routing;
import cloud.olympus.webhooks.payment.UnroutedPaymentJson;
import cloud.olympus.webhooks.payment.UnroutedReading;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Reply;
import java.time.InstantSource;

/** Pushes of topic {@code events-unrouted}: payments whose tenant is looked up here. */
final class UnroutedPushes {

  private final PaymentRouter payments;
  private final EventBus bus;
  private final Grave grave;
  private final InstantSource clock;

  UnroutedPushes(PaymentRouter payments, EventBus bus, Grave grave, InstantSource clock) {
    this.payments = payments;
    this.bus = bus;
    this.grave = grave;
    this.clock = clock;
  }

  Reply handle(Call call) {
    byte[] data;
    try {
      data = PushMessage.read(call.body()).data();
    } catch (PushMessage.Refused e) {
      return bury(e.reason(), e.detail(), call.body());
    }
    return switch (UnroutedPaymentJson.read(data)) {
      case UnroutedReading.Malformed bad -> bury(bad.reason(), bad.detail(), data);
      case UnroutedReading.Accepted good ->
          switch (payments.route(good.payment())) {
            case Routing.Unroutable no -> bury(no.reason(), no.detail(), data);
            case Routing.Routed routed -> {
              bus.publish(routed.event());
              yield Reply.noContent();
            }
          };
    };
  }

  private Reply bury(String reason, String detail, byte[] body) {
    grave.bury(DeadLetter.of(reason, detail, null, null, body, clock.instant()));
    return Reply.noContent();
  }
}
