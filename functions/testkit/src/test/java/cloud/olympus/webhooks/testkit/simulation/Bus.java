package cloud.olympus.webhooks.testkit.simulation;

import cloud.olympus.webhooks.event.Event;
import java.time.Duration;

/** Pushes every event until it is acknowledged, and now and then once more. */
final class Bus {

  private final World world;

  Bus(World world) {
    this.world = world;
  }

  /** A message: acknowledged once, however often it was pushed, it does not come again. */
  private static final class Message {
    private final Event event;
    private boolean acknowledged;

    Message(Event event) {
      this.event = event;
    }
  }

  void publish(Event event) {
    var message = new Message(event);
    push(message, 0);
    if (world.chance(5)) {
      world.saw(State.PUSHED_TWICE);
      world.baton.after(world.seconds(0, 60), () -> push(message, 0));
    }
  }

  private void push(Message message, int before) {
    world
        .instance()
        .ifPresentOrElse(
            instance ->
                instance.push(
                    message.event, () -> acknowledged(message), () -> again(message, before + 1)),
            () -> again(message, before));
  }

  private void acknowledged(Message message) {
    message.acknowledged = true;
    if (world.chance(5)) {
      world.saw(State.PUSHED_AGAIN);
      world.baton.after(world.seconds(0, 60), () -> push(message, 0));
    }
  }

  /** From 10 to 600 seconds later, as its subscription says. */
  private void again(Message message, int before) {
    long seconds = Math.min(600, 10L << Math.min(before, 6));
    world.baton.after(
        Duration.ofSeconds(seconds),
        () -> {
          if (!message.acknowledged) {
            push(message, before);
          }
        });
  }
}
