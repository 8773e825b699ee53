package cloud.olympus.webhooks.stripe;

import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.payment.UnroutedPayment;

/** What an event of Stripe's becomes. Each is answered 2xx once it is where it belongs. */
sealed interface Outcome {

  /** An event of a tenant that its metadata names. */
  record Routed(Event event) implements Outcome {}

  /** A payment whose tenant only the forwarder can look up. */
  record Unrouted(UnroutedPayment payment) implements Outcome {}

  /**
   * Nothing.
   *
   * @param reason why, for the log
   */
  record Skipped(String reason) implements Outcome {}
}
