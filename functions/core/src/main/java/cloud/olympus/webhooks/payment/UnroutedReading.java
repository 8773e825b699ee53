package cloud.olympus.webhooks.payment;

/** What reading an unrouted payment gave. */
public sealed interface UnroutedReading {

  /** A well-formed one. */
  record Accepted(UnroutedPayment payment) implements UnroutedReading {}

  /**
   * Not an unrouted payment, and never will be: a dead letter.
   *
   * @param reason stable word: {@code not_utf8}, {@code not_json}, {@code not_an_object}, {@code
   *     too_large}, {@code too_deep}, {@code duplicate_key} or {@code invalid_field}
   * @param detail for people; never echoes a payload
   */
  record Malformed(String reason, String detail) implements UnroutedReading {}
}
