package cloud.olympus.webhooks.stripe;

import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.web.FieldErrors;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.StrictJson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event as Stripe states it: a snapshot (API v1), which holds the object it is about, or a thin
 * notification (v2), which only names it. Read into a plain JSON tree: Stripe's model classes cost
 * a cold start of their own and lose number text and key order.
 *
 * @param id for example {@code evt_1NG8Du2eZvKYlo2CUI79vXWy}
 * @param type for example {@code payment_intent.succeeded}
 * @param created RFC 3339
 * @param live false in Stripe's test mode
 * @param account the connected account that it happened in, null for the platform's own
 * @param thin whether it is a notification only
 * @param object what it is about, without Stripe's client secrets; of a thin one the whole
 *     notification
 */
record StripeEvent(
    String id,
    String type,
    String created,
    boolean live,
    @Nullable String account,
    boolean thin,
    JsonObject object) {

  /** So that {@code stripe_} and the id are an id of ours. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,121}");

  /**
   * Whoever has it can finish a payment, as the payer's own browser does: not for subscribers
   * (Stripe's API reference, "The PaymentIntent object").
   */
  private static final String CLIENT_SECRET = "client_secret";

  private static final int MAX_TYPE = 250;
  private static final int MAX_TIME = 64;

  /** The last second that RFC 3339 can write. */
  private static final long LAST_SECOND = 253_402_300_799L;

  /**
   * Reads a body whose signature is sound.
   *
   * @throws ProblemException 400 where it is no event of Stripe's
   */
  static StripeEvent read(byte[] body) {
    JsonObject event;
    try {
      event = StrictJson.object(body);
      Members.removeAll(event, CLIENT_SECRET);
    } catch (JsonParseException e) {
      throw ProblemException.malformedJson(String.valueOf(e.getMessage()));
    }
    String kind = Members.text(event, "object");
    boolean notification = "v2.core.event".equals(kind);
    if (!notification && !"event".equals(kind)) {
      throw ProblemException.invalid(
          "object",
          "invalid",
          "This must be \"event\" or \"v2.core.event\", as in Stripe's events.");
    }
    var errors = new FieldErrors();
    // Some thin events call themselves "event" too; the form of their time tells.
    boolean thin = notification || timeText(event) != null;
    String id = Members.text(event, "id");
    if (id == null || !ID.matcher(id).matches()) {
      errors.add("id", "invalid", "This must be 1 to 121 of A-Z a-z 0-9 _ -.");
    }
    String type = Members.text(event, "type");
    if (type == null || type.isBlank() || type.length() > MAX_TYPE) {
      errors.add("type", "invalid", "This must be a string of 1 to " + MAX_TYPE + " characters.");
    }
    String created = thin ? timeText(event) : timeOfSeconds(event);
    if (created == null) {
      errors.add(
          "created",
          "invalid",
          thin
              ? "This must be a time in RFC 3339."
              : "This must be a whole number: seconds since 1970.");
    }
    Boolean live = Members.flag(event, "livemode");
    if (live == null) {
      errors.add("livemode", "invalid", "This must be true or false.");
    }
    String owner = thin ? "context" : "account";
    String account = account(event, owner);
    if (account == null && !Members.absent(event, owner)) {
      errors.add(owner, "invalid", "This must be the id of an account.");
    }
    JsonObject object = thin ? event : snapshot(event);
    if (object == null) {
      errors.add("data.object", "invalid", "This must be an object.");
    }
    errors.throwIfAny();
    if (id == null || type == null || created == null || live == null || object == null) {
      throw new AssertionError("each of these was noted as an error");
    }
    return new StripeEvent(id, type, created, live, account, thin, object);
  }

  /** A context is a path, such as an organisation's account; its last part is where it happened. */
  private static @Nullable String account(JsonObject event, String member) {
    String text = Members.text(event, member);
    if (text == null) {
      return null;
    }
    String account = text.substring(text.lastIndexOf('/') + 1);
    return EnvelopeReader.ID.matcher(account).matches() ? account : null;
  }

  private static @Nullable JsonObject snapshot(JsonObject event) {
    JsonObject data = Members.object(event, "data");
    return data == null ? null : Members.object(data, "object");
  }

  private static @Nullable String timeOfSeconds(JsonObject event) {
    JsonPrimitive seconds = Members.integer(event, "created");
    if (seconds == null || seconds.getAsLong() < 0 || seconds.getAsLong() > LAST_SECOND) {
      return null;
    }
    return Instant.ofEpochSecond(seconds.getAsLong()).toString();
  }

  private static @Nullable String timeText(JsonObject event) {
    String text = Members.text(event, "created");
    try {
      return text == null || text.length() > MAX_TIME || OffsetDateTime.parse(text) == null
          ? null
          : text;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
