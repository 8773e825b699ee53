package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.googlecloud.pubsub.ClientTopics;
import cloud.olympus.webhooks.googlecloud.pubsub.PubSub;
import cloud.olympus.webhooks.googlecloud.pubsub.Topics.Message;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Measures how long an event takes that nobody else shares a request with, until Pub/Sub has it: it
 * leaves earlier. To be run at the top of the repository.
 */
public final class LoneEvents {

  private static final int WARM = 200;
  private static final int EVENTS = 1_000;

  private LoneEvents() {}

  /** Takes nothing; prints a line. */
  public static void main(String[] none) throws Exception {
    try (var emulators = new Emulators()) {
      var address = Optional.ofNullable(emulators.addresses().get(Emulator.PUBSUB));
      var message = new Message(new byte[1_024], Map.of("type", "order.created"), null);
      try (var topics = new ClientTopics(new PubSub(Emulator.PROJECT, Optional.empty(), address))) {
        double[] took = new double[EVENTS];
        for (int i = -WARM; i < EVENTS; i++) {
          long began = System.nanoTime();
          topics.publish("events", message);
          if (i >= 0) {
            took[i] = (System.nanoTime() - began) / 1e6;
          }
        }
        Arrays.sort(took);
        System.out.printf(
            Locale.ROOT,
            "median %.1f ms, p90 %.1f ms, p99 %.1f ms%n",
            took[EVENTS / 2],
            took[EVENTS * 9 / 10],
            took[EVENTS * 99 / 100]);
      }
    }
  }
}
