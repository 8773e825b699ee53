package cloud.olympus.webhooks.stripe;

import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import cloud.olympus.webhooks.web.ProblemException;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns Stripe's events into ours. A payment that was made through a payment intent is told by the
 * intent's events and not once more by its charge's. Thread-safe.
 */
final class StripeMapping {

  static final String SOURCE = "stripe";

  /** Reserved: Stripe's retries and duplicates of one event fall together at the claim. */
  private static final String ID_PREFIX = "stripe_";

  private static final String TYPE_PREFIX = "stripe.";
  private static final int MAX_TYPE = 128;
  private static final Pattern NO_TYPE_CHARACTERS = Pattern.compile("[^A-Za-z0-9_.]+");

  private final StripeSettings settings;

  StripeMapping(StripeSettings settings) {
    this.settings = settings;
  }

  /**
   * What it becomes.
   *
   * @param traceparent trace context of the request
   * @throws ProblemException 400 where a payment lacks its id or amount
   */
  Outcome map(StripeEvent event, @Nullable String traceparent) {
    if (settings.liveOnly() && !event.live()) {
      return new Outcome.Skipped("test mode, and this deployment is live only");
    }
    String type = event.thin() ? null : paymentType(event.type(), event.object());
    if (type != null) {
      String paymentId = require(event, paymentId(event), "payment_intent");
      return address(event, type, paymentId, paymentData(event, type, paymentId), traceparent);
    }
    if (!settings.passThrough()) {
      return new Outcome.Skipped("no event of ours");
    }
    String passedType = TYPE_PREFIX + NO_TYPE_CHARACTERS.matcher(event.type()).replaceAll("_");
    if (passedType.length() > MAX_TYPE || !EnvelopeReader.TYPE.matcher(passedType).matches()) {
      return new Outcome.Skipped("its type cannot be a name of ours");
    }
    String data = PaymentData.other(objectId(event), event.object());
    return address(event, passedType, paymentId(event), data, traceparent);
  }

  private static @Nullable String paymentType(String type, JsonObject object) {
    return switch (type) {
      case "payment_intent.succeeded" -> "payment.captured";
      case "charge.succeeded" ->
          isAlone(object) && Boolean.TRUE.equals(Members.flag(object, "captured"))
              ? "payment.captured"
              : null;
      case "charge.captured" -> isAlone(object) ? "payment.captured" : null;
      case "payment_intent.payment_failed" -> "payment.failed";
      case "charge.failed" -> isAlone(object) ? "payment.failed" : null;
      case "charge.refunded" -> "payment.refunded";
      case "charge.dispute.created",
          "charge.dispute.updated",
          "charge.dispute.closed",
          "charge.dispute.funds_withdrawn",
          "charge.dispute.funds_reinstated" ->
          type.replaceFirst("charge", "payment");
      case "refund.failed" -> "payment.refund.failed";
      case "refund.updated" ->
          "failed".equals(Members.text(object, "status")) ? "payment.refund.failed" : null;
      default -> null;
    };
  }

  /** Without a payment intent: no other event tells of this charge. */
  private static boolean isAlone(JsonObject charge) {
    return Members.absent(charge, "payment_intent");
  }

  /** The payment intent, or the charge where there is none; a thin event tells neither. */
  private static @Nullable String paymentId(StripeEvent event) {
    if (event.thin()) {
      return null;
    }
    JsonObject object = event.object();
    String intent = Members.reference(object, "payment_intent");
    if (intent != null) {
      return intent;
    }
    String type = event.type();
    boolean aboutCharge =
        type.startsWith("charge.")
            && !type.startsWith("charge.dispute.")
            && !type.startsWith("charge.refund.");
    boolean itself = aboutCharge || type.startsWith("payment_intent.");
    return Members.reference(object, itself ? "id" : "charge");
  }

  private static @Nullable String objectId(StripeEvent event) {
    JsonObject named =
        event.thin() ? Members.object(event.object(), "related_object") : event.object();
    return named == null ? null : Members.reference(named, "id");
  }

  private static String paymentData(StripeEvent event, String type, String paymentId) {
    JsonObject object = event.object();
    JsonPrimitive amount = require(event, Members.integer(object, "amount"), "amount");
    require(event, Members.text(object, "currency"), "currency");
    return switch (type) {
      case "payment.captured" ->
          PaymentData.of(
              paymentId,
              captured(object, amount),
              Members.integer(object, "amount_refunded"),
              null,
              null,
              object);
      case "payment.failed" -> {
        // An intent keeps its charge's error in an object of its own.
        JsonObject error = Members.object(object, "last_payment_error");
        yield PaymentData.of(
            paymentId,
            amount,
            null,
            error == null ? Members.text(object, "failure_code") : Members.text(error, "code"),
            error == null
                ? Members.text(object, "failure_message")
                : Members.text(error, "message"),
            object);
      }
      case "payment.refunded" ->
          PaymentData.of(
              paymentId, amount, Members.integer(object, "amount_refunded"), null, null, object);
      default ->
          PaymentData.of(
              paymentId, amount, null, Members.text(object, "failure_reason"), null, object);
    };
  }

  /** Less than what was authorised may be captured; then that is the amount. */
  private static JsonPrimitive captured(JsonObject object, JsonPrimitive authorised) {
    JsonPrimitive received = Members.integer(object, "amount_received");
    JsonPrimitive captured =
        received == null ? Members.integer(object, "amount_captured") : received;
    return captured == null || captured.getAsLong() <= 0 ? authorised : captured;
  }

  /**
   * Metadata is trusted only where the platform itself writes it: on a connected account's objects
   * it is only what the account's owner claims.
   */
  private Outcome address(
      StripeEvent event,
      String type,
      @Nullable String paymentId,
      String data,
      @Nullable String traceparent) {
    String id = ID_PREFIX + event.id();
    boolean test = !event.live();
    Claims claims = Claims.of(event.object());
    String tenantId = event.account() == null ? claims.owner() : null;
    if (tenantId != null) {
      return new Outcome.Routed(
          new Event(
              tenantId,
              id,
              type,
              SOURCE,
              claims.locationId(),
              event.created(),
              data,
              paymentId,
              null,
              test,
              traceparent));
    }
    return new Outcome.Unrouted(
        new UnroutedPayment(
            id,
            type,
            SOURCE,
            event.created(),
            data,
            test,
            event.account(),
            paymentId,
            claims.tenantId(),
            claims.locationId()));
  }

  private static <T> T require(StripeEvent event, @Nullable T value, String member) {
    if (value == null) {
      throw ProblemException.invalid(
          "data.object." + member, "invalid", "An event " + event.type() + " must have this.");
    }
    return value;
  }
}
