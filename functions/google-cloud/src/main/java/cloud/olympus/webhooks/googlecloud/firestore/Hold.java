package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import com.google.cloud.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The text of a claim's token. Besides the nonce, the token of a first claim carries what the claim
 * wrote and when, so that recording needs to read nothing: "update this document if it is still as
 * my claim left it". A claim that took over knows no such thing and has to read.
 *
 * @param nonce known to the document while the claim is the latest
 * @param written the update time that the first claim's commit gave
 * @param webhooks of the record; empty where the claim took over
 */
record Hold(String nonce, Optional<Timestamp> written, List<String> webhooks) {

  static Hold first(String nonce, Timestamp written, List<String> webhooks) {
    return new Hold(nonce, Optional.of(written), webhooks);
  }

  static Hold takenOver(String nonce) {
    return new Hold(nonce, Optional.empty(), List.of());
  }

  static Hold parse(String text) {
    var parts = List.of(text.split(" "));
    return parts.size() == 1
        ? takenOver(text)
        : first(
            parts.getFirst(),
            Timestamp.parseTimestamp(parts.get(1)),
            parts.subList(2, parts.size()));
  }

  /** The text that {@link #parse} reads. */
  String text() {
    return written.map(at -> nonce + ' ' + at + ' ' + String.join(" ", webhooks)).orElse(nonce);
  }

  /**
   * The whole list that the record will hold, where it can be told without reading: an unchanged
   * first claim, and one outcome for each of its deliveries.
   */
  Optional<List<DeliverySummary>> summaries(List<Delivery> outcomes) {
    Map<String, DeliverySummary> byWebhook = new HashMap<>();
    outcomes.forEach(outcome -> byWebhook.put(outcome.id().webhookId(), outcome.summary()));
    if (written.isEmpty() || !byWebhook.keySet().containsAll(webhooks)) {
      return Optional.empty();
    }
    List<DeliverySummary> summaries = new ArrayList<>();
    webhooks.forEach(id -> summaries.add(byWebhook.get(id)));
    return Optional.of(summaries);
  }
}
