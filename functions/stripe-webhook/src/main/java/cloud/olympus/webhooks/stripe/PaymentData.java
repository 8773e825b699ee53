package cloud.olympus.webhooks.stripe;

import cloud.olympus.webhooks.event.Event;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The {@code data} of a payment event: what every receiver needs, by the same names whichever
 * object Stripe tells it by, and that whole object under {@code provider_object}.
 */
final class PaymentData {

  /** What is left of an envelope for everything but its data: ids, claims and names. */
  private static final int RESERVED_BYTES = 8 * 1024;

  private static final int MAX_BYTES = Event.MAX_BYTES - RESERVED_BYTES;

  /** Two levels of our own, and readers of the bus stop at 64. */
  private static final int MAX_DEPTH = 60;

  private static final JsonPrimitive ZERO = new JsonPrimitive(0);

  private PaymentData() {}

  /**
   * A payment.
   *
   * @param amount in the currency's smallest unit
   * @param failureCode null where nothing failed
   */
  static String of(
      String paymentId,
      JsonElement amount,
      @Nullable JsonElement refundedAmount,
      @Nullable String failureCode,
      @Nullable String failureMessage,
      JsonObject provider) {
    var data = new JsonObject();
    data.addProperty("id", paymentId);
    data.add("amount", amount);
    data.addProperty("currency", Members.text(provider, "currency"));
    data.addProperty("status", Members.text(provider, "status"));
    data.add("refunded_amount", refundedAmount == null ? ZERO : refundedAmount);
    data.addProperty("failure_code", failureCode);
    data.addProperty("failure_message", failureMessage);
    return withProvider(data, provider);
  }

  /** Anything else of Stripe's, passed on as it is. */
  static String other(@Nullable String objectId, JsonObject provider) {
    var data = new JsonObject();
    data.add("id", objectId == null ? JsonNull.INSTANCE : new JsonPrimitive(objectId));
    return withProvider(data, provider);
  }

  /**
   * An envelope over 256 KiB would be delivered to nobody: then the object is left out, and {@code
   * provider_object_omitted} says so.
   */
  private static String withProvider(JsonObject data, JsonObject provider) {
    if (depth(provider) <= MAX_DEPTH) {
      data.add("provider_object", provider);
      String text = data.toString();
      if (fits(text)) {
        return text;
      }
      data.remove("provider_object");
    }
    data.addProperty("provider_object_omitted", true);
    return data.toString();
  }

  private static boolean fits(String text) {
    return text.length() <= MAX_BYTES / 3
        || text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }

  private static int depth(JsonElement element) {
    int deepest = 0;
    if (element instanceof JsonObject object) {
      for (JsonElement member : object.asMap().values()) {
        deepest = Math.max(deepest, depth(member));
      }
    } else if (element.isJsonArray()) {
      for (JsonElement item : element.getAsJsonArray()) {
        deepest = Math.max(deepest, depth(item));
      }
    }
    return deepest + 1;
  }
}
