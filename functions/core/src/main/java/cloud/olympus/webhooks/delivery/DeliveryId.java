package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.event.EventKey;
import cloud.olympus.webhooks.lane.LaneKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The id of a delivery. Its text is opaque to others but can be read back, so that a delivery that
 * never needed a document is found in its event.
 *
 * @param webhookId the subscription
 * @param generation 0 for the event's own delivery, then one more for each resend
 */
public record DeliveryId(String tenantId, String eventId, String webhookId, int generation) {

  private static final String PREFIX = "dlv_";

  /** The event that is delivered. */
  public EventKey event() {
    return new EventKey(tenantId, eventId);
  }

  /** The queue it waits in when unfinished. */
  public LaneKey lane() {
    return new LaneKey(tenantId, webhookId);
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    String plain = tenantId + '.' + eventId + '.' + webhookId + '.' + generation;
    return PREFIX
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads an id back; empty for what never was one. */
  public static Optional<DeliveryId> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      byte[] plain = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
      String[] parts = new String(plain, StandardCharsets.US_ASCII).split("\\.", -1);
      if (parts.length != 4
          || !EnvelopeReader.ID.matcher(parts[0]).matches()
          || !EnvelopeReader.ID.matcher(parts[1]).matches()
          || !EnvelopeReader.ID.matcher(parts[2]).matches()) {
        return Optional.empty();
      }
      var id = new DeliveryId(parts[0], parts[1], parts[2], Integer.parseInt(parts[3]));
      boolean sound = id.generation() >= 0 && id.toString().equals(text);
      return sound ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
