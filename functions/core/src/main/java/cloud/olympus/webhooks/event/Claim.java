package cloud.olympus.webhooks.event;

import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import java.time.Instant;
import java.util.List;

/** The four answers to a claim. */
public sealed interface Claim {

  /**
   * The caller alone may send, until its lease ends.
   *
   * @param webhooks of the record, which may differ from what the caller proposed, without those
   *     whose success a claimant before has brought in late
   */
  record Mine(ClaimToken token, List<String> webhooks) implements Claim {
    public Mine {
      webhooks = List.copyOf(webhooks);
    }

    /** Of a record as it stands. */
    public static Mine of(ClaimToken token, List<DeliverySummary> deliveries) {
      return new Mine(
          token,
          deliveries.stream()
              .filter(delivery -> delivery.state() != DeliveryState.DELIVERED)
              .map(DeliverySummary::webhookId)
              .toList());
    }
  }

  /**
   * Outcomes are recorded: acknowledge, once the wake-ups of what is unfinished are sure to exist.
   *
   * @param deliveries as the pass left them
   */
  record Done(List<DeliverySummary> deliveries) implements Claim {
    public Done {
      deliveries = List.copyOf(deliveries);
    }
  }

  /**
   * Another pass holds it: do not acknowledge, redelivery is how a dead holder's claim is taken
   * over.
   */
  record Busy(Instant until) implements Claim {}

  /** The id belongs to an event with other content: a dead letter, never a silent choice. */
  record Conflict() implements Claim {}
}
