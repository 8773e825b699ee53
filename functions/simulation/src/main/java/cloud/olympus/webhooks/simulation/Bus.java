package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.event.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Pushes every event until it is acknowledged, and now and then once more; of one ordering key one
 * at a time, the next when the one before it is acknowledged.
 */
final class Bus {

  private final World world;
  private final Map<String, Deque<Message>> keys = new HashMap<>();

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
    if (event.orderingKey() == null) {
      push(message);
      return;
    }
    var queue = keys.computeIfAbsent(key(event), _ -> new ArrayDeque<>());
    queue.add(message);
    if (queue.size() == 1) {
      push(message);
    }
  }

  private static String key(Event event) {
    return event.tenantId() + ' ' + event.orderingKey();
  }

  private void push(Message message) {
    push(message, 0);
    if (world.mishap(5)) {
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
    if (!message.acknowledged) {
      message.acknowledged = true;
      next(message.event);
    }
    if (world.mishap(5)) {
      world.saw(State.PUSHED_AGAIN);
      world.baton.after(world.seconds(0, 60), () -> push(message, 0));
    }
  }

  private void next(Event acknowledged) {
    if (acknowledged.orderingKey() != null) {
      var queue = keys.getOrDefault(key(acknowledged), new ArrayDeque<>());
      queue.poll();
      if (!queue.isEmpty()) {
        push(queue.peek());
      }
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
