package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.payment.PaymentRouter;
import cloud.olympus.webhooks.payment.UnroutedPaymentJson;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.log.Log;
import java.time.InstantSource;
import java.util.Map;

/** Pushes of topic {@code events-unrouted}: payments whose tenant is looked up here. */
final class UnroutedPushes {

  private final PaymentRouter router;
  private final EventBus bus;
  private final InstantSource clock;
  private final Log log;

  UnroutedPushes(PaymentRouter router, EventBus bus, InstantSource clock, Log log) {
    this.router = router;
    this.bus = bus;
    this.clock = clock;
    this.log = log;
  }

  Reply handle(Call call) {
    return Reply.noContent();
  }
}
