package cloud.olympus.webhooks.fuzz;

import cloud.olympus.webhooks.stripe.StripeSignatureTarget;
import java.util.Locale;

/**
 * What is fuzzed. Each class has a method {@code fuzzerTestOneInput(byte[])}, by which Jazzer knows
 * it, and which throws where a property does not hold.
 */
enum FuzzTarget {
  URL(UrlTarget.class, UrlTarget::fuzzerTestOneInput),
  ENVELOPE(EnvelopeTarget.class, EnvelopeTarget::fuzzerTestOneInput),
  RETRY_AFTER(RetryAfterTarget.class, RetryAfterTarget::fuzzerTestOneInput),
  STRIPE_SIGNATURE(StripeSignatureTarget.class, StripeSignatureTarget::fuzzerTestOneInput);

  /** One input. */
  interface Run {
    void with(byte[] input) throws Exception;
  }

  final Class<?> type;

  @SuppressWarnings("ImmutableEnumChecker") // references to static methods
  final Run run;

  FuzzTarget(Class<?> type, Run run) {
    this.type = type;
    this.run = run;
  }

  /** The folder of its cases. */
  String folder() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
