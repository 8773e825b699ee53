package cloud.olympus.webhooks.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What reading an envelope gave. */
public sealed interface Reading {

  /**
   * A well-formed event.
   *
   * @param unknownFields names that the envelope does not have; ignored on the bus, refused at the
   *     API
   */
  record Accepted(Event event, List<String> unknownFields) implements Reading {}

  /**
   * Not an event, and never will be: a dead letter.
   *
   * @param reason stable word: {@code not_utf8}, {@code not_json}, {@code not_an_object}, {@code
   *     too_large}, {@code too_deep}, {@code duplicate_key} or {@code invalid_field}
   * @param tenantId whose it seems to be, where that field alone was sound
   * @param eventId its id, where that field alone was sound
   */
  record Malformed(
      String reason,
      List<Violation> violations,
      @Nullable String tenantId,
      @Nullable String eventId)
      implements Reading {

    /** All violations in one line. */
    public String detail() {
      var text = new StringBuilder();
      for (var violation : violations) {
        text.append(text.isEmpty() ? "" : "; ");
        text.append(violation.field().isEmpty() ? "" : violation.field() + ": ");
        text.append(violation.message());
      }
      return text.toString();
    }
  }
}
