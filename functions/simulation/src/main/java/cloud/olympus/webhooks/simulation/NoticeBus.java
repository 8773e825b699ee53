package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.payment.UnroutedPayment;

/**
 * By which the engine tells tenants how their endpoints do: these are events as any other. And by
 * which dead letters come to where they are kept.
 */
final class NoticeBus implements EventBus {

  private final World world;

  NoticeBus(World world) {
    this.world = world;
  }

  @Override
  public void publish(Event event) {
    world.saw(
        switch (event.type()) {
          case "webhook.failing" -> State.TOLD_FAILING;
          case "webhook.recovered" -> State.TOLD_RECOVERED;
          case "webhook.disabled" -> State.TOLD_DISABLED;
          case "delivery.exhausted" -> State.TOLD_EXHAUSTED;
          case "delivery.expired" -> State.TOLD_EXPIRED;
          default -> throw new AssertionError("no notice: " + event);
        });
    if (event.data().contains("\"disabled_reason\":\"failing\"")) {
      world.saw(State.FAILED_FOR_DAYS);
    }
    world.tellings.told(event);
    world.accept(event);
  }

  @Override
  public void publish(UnroutedPayment payment) {
    throw new AssertionError("the engine publishes none");
  }

  @Override
  public void publish(DeadLetter letter) {
    world.buried.add(letter.eventId() + ' ' + letter.body());
  }
}
