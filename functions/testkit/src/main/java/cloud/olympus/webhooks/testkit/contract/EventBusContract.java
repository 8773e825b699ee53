package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.fail;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.memory.BusMessage;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link EventBus} must do. */
public abstract class EventBusContract {

  private static final long PATIENCE_SECONDS = 30;

  private final String tenant = Samples.fresh("tenant");

  /** For subclasses. */
  protected EventBusContract() {}

  /** The port; always the same within a test. */
  protected abstract EventBus bus();

  /**
   * What came out of the bus since the test began, as it was handed to whoever takes it; messages
   * of others may be among it.
   */
  protected abstract BlockingQueue<BusMessage> received();

  @Test
  void anEventComesOutAsItWentIn() {
    var event = Samples.fullEvent(tenant);

    bus().publish(event);

    await(Set.of(new BusMessage.OfEvent(event)));
  }

  @Test
  void aPaymentComesOutAsItWentIn() {
    var full =
        new UnroutedPayment(
            Samples.fresh("stripe_evt"),
            "payment.dispute.created",
            "stripe",
            "2026-03-01T09:59:59Z",
            "{\"amount\":1000,\"note\":\"é\"}",
            true,
            Samples.fresh("acct"),
            Samples.fresh("pi"),
            tenant,
            Samples.fresh("loc"));
    var bare = Samples.unrouted(null);

    bus().publish(full);
    bus().publish(bare);

    await(Set.of(new BusMessage.OfPayment(full), new BusMessage.OfPayment(bare)));
  }

  @Test
  void aDeadLetterComesOutAsItWentIn() {
    byte[] body = (Samples.fresh("body") + '\u0000').getBytes(StandardCharsets.UTF_8);
    var owned =
        DeadLetter.of("id_conflict", "é", tenant, Samples.fresh("evt"), body, TestClock.START);
    var nobodys = DeadLetter.of("not_json", "not JSON", null, null, body, TestClock.START);

    bus().publish(owned);
    bus().publish(nobodys);

    await(Set.of(new BusMessage.OfDeadLetter(owned), new BusMessage.OfDeadLetter(nobodys)));
  }

  @Test
  void nothingIsLostThatManyPublishAtOnce() {
    var events =
        Crowd.all(
            64,
            () -> {
              var event = Samples.event(tenant);
              bus().publish(event);
              return event;
            });

    Set<BusMessage> expected = new HashSet<>();
    events.forEach(event -> expected.add(new BusMessage.OfEvent(event)));
    await(expected);
  }

  private void await(Set<BusMessage> expected) {
    var missing = new HashSet<BusMessage>(expected);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try {
      while (!missing.isEmpty()) {
        var message = received().poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (message == null) {
          fail("lost: " + missing);
        } else {
          missing.remove(message);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
