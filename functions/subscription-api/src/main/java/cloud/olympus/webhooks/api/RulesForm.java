package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.Ordering;
import cloud.olympus.webhooks.web.FieldErrors;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a subscription wants to be sent to, as the API reads and shows it. */
final class RulesForm {

  private static final int MAX_WORD = 64;
  private static final Map<String, Boolean> ORDERED = Map.of("none", false, "key", true);
  private static final Map<String, Ordering> EXHAUSTED =
      Map.of("skip", Ordering.SKIP, "hold", Ordering.HOLD);

  private RulesForm() {}

  static DeliveryRules read(Members members, FieldErrors errors) {
    return new DeliveryRules(
        schedule(members, errors),
        limit(members, "rate_limit", DeliveryRules.HIGHEST_RATE),
        limit(members, "max_in_flight", DeliveryRules.HIGHEST_IN_FLIGHT),
        ordering(members, errors));
  }

  static void show(DeliveryRules rules, JsonObject json) {
    json.add("retry_schedule", schedule(rules.schedule()));
    if (rules.rateLimit() != null) {
      json.addProperty("rate_limit", rules.rateLimit());
    }
    if (rules.maxInFlight() != null) {
      json.addProperty("max_in_flight", rules.maxInFlight());
    }
    if (rules.ordering() != Ordering.NONE) {
      json.addProperty("ordering", "key");
      json.addProperty("on_exhausted", rules.ordering().code());
    }
  }

  private static @Nullable Integer limit(Members members, String name, int most) {
    long limit = members.wholeNumber(name, 0, 1, most);
    return limit == 0 ? null : Math.toIntExact(limit);
  }

  private static Ordering ordering(Members members, FieldErrors errors) {
    boolean byKey =
        WebhookForm.word(
                members,
                "ordering",
                word -> Optional.ofNullable(ORDERED.get(word)),
                "none, key",
                errors)
            .orElse(false);
    Ordering then =
        WebhookForm.word(
                members,
                "on_exhausted",
                word -> Optional.ofNullable(EXHAUSTED.get(word)),
                "skip, hold",
                errors)
            .orElse(Ordering.SKIP);
    if (members.has("on_exhausted") && !members.has("ordering")) {
      errors.add(
          "ordering",
          "required",
          "`on_exhausted` says what an exhausted event does to an order: say `key` here.");
    }
    return byKey ? then : Ordering.NONE;
  }

  /** A name, or the seconds of each step. */
  private static RetrySchedule schedule(Members members, FieldErrors errors) {
    if (members.isList("retry_schedule")) {
      return members
          .wholeNumbers("retry_schedule", 1, RetrySchedule.LONGEST_STEP.toSeconds())
          .flatMap(
              steps -> {
                var own = RetrySchedule.own(steps.stream().map(Duration::ofSeconds).toList());
                if (own.isEmpty()) {
                  errors.add(
                      "retry_schedule",
                      "out_of_range",
                      "This must have 1 to "
                          + RetrySchedule.MOST_STEPS
                          + " steps, which take at most "
                          + RetrySchedule.LONGEST.toDays()
                          + " days together.");
                }
                return own;
              })
          .orElse(RetrySchedule.STANDARD);
    }
    Optional<String> name = members.text("retry_schedule", MAX_WORD);
    Optional<RetrySchedule> named = name.flatMap(RetrySchedule::named);
    if (name.isPresent() && named.isEmpty()) {
      errors.add(
          "retry_schedule",
          "unknown_value",
          "This must be one of standard, storekit, or a list of seconds.");
    }
    return named.orElse(RetrySchedule.STANDARD);
  }

  private static JsonElement schedule(RetrySchedule schedule) {
    if (!schedule.name().equals(RetrySchedule.OWN)) {
      return new JsonPrimitive(schedule.name());
    }
    var steps = new JsonArray();
    schedule.delays().stream().skip(1).forEach(delay -> steps.add(delay.toSeconds()));
    return steps;
  }
}
