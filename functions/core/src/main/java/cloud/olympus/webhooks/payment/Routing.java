package cloud.olympus.webhooks.payment;

import cloud.olympus.webhooks.event.Event;

/** Whether an owner was found for a payment that came without one. */
public sealed interface Routing {

  /** The owner is known; the event is ready to be delivered. */
  record Routed(Event event) implements Routing {}

  /**
   * Nobody can be told to own it: a dead letter with an alert, never an answer that makes the
   * provider repeat it.
   *
   * @param reason {@link #UNROUTABLE} or {@link #OWNER_MISMATCH}
   * @param detail for people; never echoes a payload
   */
  record Unroutable(String reason, String detail) implements Routing {

    /** No owner is known. */
    public static final String UNROUTABLE = "unroutable";

    /** The payment claims an owner that is not its account's. */
    public static final String OWNER_MISMATCH = "owner_mismatch";
  }
}
